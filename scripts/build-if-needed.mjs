// Builds dist when it is absent or older than what it is made from. Without the compiler (a production
// install) an existing dist is used as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = `${root}dist/main.js`;
const sources = readdirSync(`${root}src`, { recursive: true })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => `${root}src/${name}`);
const newest = Math.max(...[...sources, `${root}tsconfig.build.json`].map((file) => statSync(file).mtimeMs));

if (!existsSync(built) || statSync(built).mtimeMs < newest) {
  const tsc = compiler();
  if (tsc !== null) {
    const { status } = spawnSync(process.execPath, [tsc, '-p', `${root}tsconfig.build.json`], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  } else if (!existsSync(built)) {
    console.error(
      'There is no dist, and no compiler to make it: run npm ci, or npm run build where it is installed.',
    );
    process.exitCode = 1;
  }
}

function compiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return null;
  }
}
