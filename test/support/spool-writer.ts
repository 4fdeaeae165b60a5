import { pino } from 'pino';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { aTrackReport } from './observations.js';

/** Appends for ever, and prints the number of each record once it was told that it is on disk. */
const [directory = '', start = '0'] = process.argv.slice(2);
const spool = createSpool({
  directory,
  maxBytes: 64 * 1024 * 1024,
  logger: pino({ enabled: false }),
  now: Date.now,
});
await spool.open();
let next = Number(start);

async function appendForEver(): Promise<never> {
  for (;;) {
    const numbers = Array.from({ length: 1 + (next % 7) }, () => next++);
    await spool.append(numbers.map((number) => aTrackReport({ droneId: String(number) })));
    process.stdout.write(numbers.map((number) => `${number}\n`).join(''));
  }
}

await Promise.all([appendForEver(), appendForEver(), appendForEver()]);
