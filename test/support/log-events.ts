import type { LogEvent } from '../../src/domain/log-event.js';
import { NOON_MS } from './observations.js';

/** A plausible pushed log line; say only what matters. */
export function aLogEvent(given: Partial<LogEvent> = {}): LogEvent {
  const observedAtMs = given.observedAtMs ?? NOON_MS;
  return {
    type: 'log',
    eventId: '0b0a8f5e-6c1b-4d3e-9f5a-1c2d3e4f5a6b',
    observedAtMs,
    receivedAtMs: observedAtMs + 400,
    timeSource: 'kit',
    source: 'edge-01',
    sourceId: 'push:edge-01',
    kitId: null,
    host: 'edge-01',
    service: 'sensor',
    eventType: 'syslog',
    severity: 'info',
    message: 'link up',
    data: {},
    warnings: [],
    ...given,
  };
}
