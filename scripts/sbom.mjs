// Prints what the server is made of, as CycloneDX: every package that a production install has on some platform, and those
// that were built into the page of the live map. npm's own `--omit=dev` leaves out what is needed for development as well, so
// what goes is chosen here.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
const production = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`),
);
// What it says is not for standard output.
execFileSync(process.execPath, ['scripts/build-if-needed.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
const inPage = new Set(
  JSON.parse(readFileSync(`${root}dist/web/packages.json`, 'utf8')).map(
    ({ name, version }) => `${name}@${version}`,
  ),
);
const isWanted = (ref) => production.has(ref) || inPage.has(ref);

const sbom = JSON.parse(
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
);
sbom.components = sbom.components.filter((component) => isWanted(component['bom-ref']));
// What is in two places, for development in one of them, is said to be for development.
for (const component of sbom.components) {
  component.properties = component.properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  if (inPage.has(component['bom-ref']))
    component.properties.push({ name: 'airpicture:in', value: 'live map' });
}
const application = sbom.metadata.component['bom-ref'];
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => ref === application || isWanted(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isWanted) }));

const wanted = new Set([...production, ...inPage]);
if (sbom.components.length !== wanted.size)
  throw new Error(`npm lists ${sbom.components.length} of ${wanted.size} packages.`);
process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`);
