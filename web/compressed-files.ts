import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below, what is saved is less than a packet. */
const WORTH_IT_BYTES = 1024;
const COMPRESSIBLE = /\.(css|html|js|json|mjs|svg|txt)$/;
/** The best, 11, saves another twentieth and takes ten times as long. */
const BROTLI_QUALITY = 9;

/**
 * Writes each file once more for browsers that take Brotli or gzip, as `<name>.br` and `<name>.gz`: once when it is
 * built instead of whenever it is asked for.
 */
export function compressedFiles(): Plugin {
  return {
    name: 'compressed-files',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const files = Object.values(bundle).filter(({ fileName }) => COMPRESSIBLE.test(fileName));
      await Promise.all(
        files.map(async (file) => {
          const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (content.length < WORTH_IT_BYTES) return;
          const path = join(dir, file.fileName);
          const params = {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
          };
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
        }),
      );
    },
  };
}
