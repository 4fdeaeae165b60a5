import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captureLogs } from '../../test/support/logs.js';
import { somebody } from '../../test/support/viewers.js';
import type { AuditRecord } from '../domain/audit.js';
import { createRefusalAudit } from './refusal-audit.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MINUTE_MS = 60_000;

function setUp(write: (records: readonly AuditRecord[]) => Promise<void> = () => Promise.resolve()) {
  const written: AuditRecord[] = [];
  const logs = captureLogs();
  const audit = createRefusalAudit({
    write: async (records) => {
      await write(records);
      written.push(...records);
    },
    logger: logs.logger,
  });
  const refuse = (times: number, keyId = 'key-1') => {
    for (let time = 0; time < times; time++)
      audit.note({ actor: { ...somebody, keyId }, operation: 'removeKit', target: `kit-${time}` });
  };
  return { audit, refuse, written, logs };
}

test('R6: the first refusals of an actor get an entry each, and all others of the minute one together', async () => {
  const { refuse, written } = setUp();
  refuse(1000);
  await vi.advanceTimersByTimeAsync(MINUTE_MS - 1);
  expect(written.map(({ target, outcome }) => [target, outcome])).toEqual(
    [0, 1, 2, 3, 4].map((n) => [`kit-${n}`, 'REFUSED']),
  );
  await vi.advanceTimersByTimeAsync(1);
  expect(written[5]).toMatchObject({ operation: 'refusals', outcome: 'REFUSED', after: { leftOut: 995 } });
  expect(written[5]?.actor).toEqual({ ...somebody, keyId: 'key-1', requestId: null });
  refuse(1);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(written).toHaveLength(7);
});

test('R6: however many there are of however many actors, a minute has at most 41 entries, and none is uncounted', async () => {
  const { refuse, written } = setUp();
  for (let key = 0; key < 500; key++) refuse(20, `key-${key}`);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(written.length).toBeLessThanOrEqual(41);
  const singly = written.filter(({ operation }) => operation === 'removeKit').length;
  const together = written.reduce((sum, { after }) => sum + Number(after?.['leftOut'] ?? 0), 0);
  expect(singly + together).toBe(500 * 20);
});

test('R6: an actor is heard of although another floods', async () => {
  const { refuse, written } = setUp();
  refuse(1000, 'loud');
  refuse(1, 'quiet');
  await vi.advanceTimersByTimeAsync(0);
  expect(written.map(({ actor }) => actor.keyId)).toContain('quiet');
});

test('R6: a database that is away costs the entries and nothing else', async () => {
  const { refuse, written, logs } = setUp(() => Promise.reject(new Error('away')));
  refuse(2);
  await vi.advanceTimersByTimeAsync(0);
  expect([written.length, logs.entries.length]).toEqual([0, 2]);
  expect(logs.entries[0]).toMatchObject({ level: 40, msg: 'refusals are missing in the audit log' });
});

test('stopping writes what was left out, and waits no longer than it may', async () => {
  const { audit, refuse, written } = setUp();
  refuse(7);
  await audit.stop({ deadlineMs: 100 });
  expect(written.at(-1)).toMatchObject({ after: { leftOut: 2 } });

  const frozen = setUp(() => new Promise(() => undefined));
  frozen.refuse(1);
  const stopped = frozen.audit.stop({ deadlineMs: 100 });
  await vi.advanceTimersByTimeAsync(100);
  await stopped;
  expect(frozen.logs.entries).toMatchObject([{ msg: 'stopped before all refusals were in the audit log' }]);
  await frozen.audit.stop({ deadlineMs: 0 });
});
