/** A process of its own that runs an embedded PostgreSQL in argv[2] until it is killed or gets SIGINT. */
import pg from 'pg';
import { pino } from 'pino';
import { createEmbeddedPostgres } from '../../src/db/embedded.js';

const embedded = createEmbeddedPostgres({
  dataDir: process.argv[2] ?? '',
  logger: pino({ level: 'silent' }),
});
const connectionString = await embedded.start();

// What the server does at Ctrl-C: write what waits, then stop the database.
process.once('SIGINT', () => {
  void (async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query("CREATE TABLE last_words AS SELECT 'flushed' AS word");
    await client.end();
    await embedded.stop();
    process.exit(0);
  })();
});
process.stdout.write(`${connectionString}\n`);
