import { buildConnector, errors } from 'undici';

/**
 * Connects, TLS included, or gives up after `limitMs`. undici has such a limit of its own, which can be
 * late by a second.
 */
export function connectWithin(limitMs: number): buildConnector.connector {
  return (options, callback) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    const connect = buildConnector({ timeout: 0, signal: limit.signal });
    connect(options, (...[error, socket]) => {
      clearTimeout(timer);
      if (error === null) callback(null, socket);
      else callback(limit.signal.aborted ? new errors.ConnectTimeoutError() : error, null);
    });
  };
}
