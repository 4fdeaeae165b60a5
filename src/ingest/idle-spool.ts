import { access } from 'node:fs/promises';
import { DataDirInUseError } from '../db/data-dir-lock.js';
import type { SinkName } from '../domain/dead-letter.js';
import { createSpool, type LmdbSpoolOptions } from './lmdb-spool.js';
import { dataFile } from './spool-file.js';

/** Records that wait for a sink which is not enabled are easily forgotten, and lost with DATA_DIR. */
export async function warnOfIdleSpool(options: LmdbSpoolOptions, sink: SinkName): Promise<void> {
  const { directory, logger } = options;
  const isThere = await access(dataFile(directory)).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const spool = createSpool(options);
  try {
    await spool.open();
    if (spool.size > 0)
      logger.warn(
        { records: spool.size, directory },
        `records wait on disk for ${sink}, which is disabled: enable it, or run airpicture replay-spool --sink ${sink}`,
      );
  } catch (error) {
    // Another process that has it open is most likely writing it to the sink.
    if (!(error instanceof DataDirInUseError))
      logger.warn({ err: error, directory }, 'could not look what waits on disk');
  } finally {
    await spool.close();
  }
}
