// Builds dist, the server and the live map, as far as it is absent or older than what it is made from. Without the tools (a
// production install) what is there is used as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const parts = [
  {
    built: 'dist/main.js',
    sources: [...filesOf('src', /(?<!\.test)\.ts$/), 'tsconfig.build.json'],
    tool: ['typescript', 'bin/tsc'],
    args: ['-p', 'tsconfig.build.json'],
    // Nothing works without it.
    isVital: true,
  },
  {
    built: 'dist/web/index.html',
    sources: [
      ...filesOf('web', /(?<!\.test)\.(ts|tsx|css|html|svg|json|txt)$/),
      ...filesOf('operations/generated', /\.ts$/),
      // Packages are part of the page.
      'package-lock.json',
    ],
    tool: ['vite', 'bin/vite.js'],
    args: ['build', 'web', '--logLevel', 'warn'],
    isVital: false,
  },
];

for (const { built, sources, tool, args, isVital } of parts) {
  const isThere = existsSync(join(root, built));
  if (isThere && changedMs(built) >= Math.max(...sources.map(changedMs))) continue;
  const program = programOf(...tool);
  if (program !== null) {
    const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } else if (!isThere) {
    console.error(
      `There is no ${built}, and no ${tool[0]} to make it: run npm ci, or npm run build where it is installed.`,
    );
    process.exitCode = isVital ? 1 : 0;
  }
  if (process.exitCode) break;
}

/** None where only what was built is installed. */
function filesOf(folder, pattern) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

function changedMs(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function programOf(name, file) {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
  } catch {
    return null;
  }
}
