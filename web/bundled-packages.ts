import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** `…/node_modules/<name>` of a path inside of a package; of the innermost, where one is inside of another. */
const PACKAGE_FOLDER = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
/** Of packages that come without. */
const OUR_COPIES = fileURLToPath(new URL('licenses', import.meta.url));

const INTRODUCTION = `The live map contains the packages below, each under its own licence. Coasts and borders are made with Natural Earth,
which is in the public domain.
`;

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly license: string;
  readonly notices: string;
}

/**
 * Tells whose work the page is made of, as their licences ask for: `licenses.txt` for people, `packages.json` for the
 * bill of materials.
 */
export function bundledPackages(): Plugin {
  return {
    name: 'bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      const moduleIds = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? file.moduleIds : [],
      );
      const folders = new Set(moduleIds.flatMap(packageFoldersOf));
      const packages = [...folders].map(readPackage).sort((a, b) => a.name.localeCompare(b.name));
      const list = packages.map(({ name, version, license }) => ({ name, version, license }));
      this.emitFile({
        type: 'asset',
        fileName: 'packages.json',
        source: `${JSON.stringify(list, null, 2)}\n`,
      });
      this.emitFile({
        type: 'asset',
        fileName: 'licenses.txt',
        source: [INTRODUCTION, ...packages.map(noticeOf)].join(`\n${'='.repeat(80)}\n\n`),
      });
    },
  };
}

/** The package that a module belongs to, and those that were built into it before it was published: its source map has them. */
function packageFoldersOf(moduleId: string): string[] {
  const [path = ''] = moduleId.split('?');
  const [folder] = PACKAGE_FOLDER.exec(path) ?? [];
  if (folder === undefined) return [];
  const map = `${path}.map`;
  if (!existsSync(map)) return [folder];
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] };
  const inside = new Set(sources.flatMap((source) => PACKAGE_FOLDER.exec(source)?.[1] ?? []));
  return [folder, ...[...inside].map((name) => installedFolder(name, folder))];
}

/** Where a package finds another one. Its version may be a newer one than what was built in; its licence is the same. */
function installedFolder(name: string, from: string): string {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(`${name} is part of ${from}, and its licence is to be told, but it is not installed.`);
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as BundledPackage;
  const own = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
  const files = own.map((file) => join(folder, file));
  if (own.length === 0) files.push(join(OUR_COPIES, `${name.replace('/', '-')}.txt`));
  try {
    const notices = files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
    return { name, version, license, notices };
  } catch (cause) {
    throw new Error(`${name} comes without its licence: put its text into ${files.join()}`, { cause });
  }
}

function noticeOf({ name, version, license, notices }: BundledPackage): string {
  return `${name} ${version} (${license})\n\n${notices}\n`;
}
