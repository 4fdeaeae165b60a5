import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who the server runs as, and how to start a program as them. */
export interface Identity {
  /** Null: as ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** What to spawn in order to run `file` with `args`. */
  command(
    file: string,
    args: readonly string[],
  ): { file: string; args: string[]; uid?: number; gid?: number };
}

/** The right to pass closed directories, for the program and what it starts. */
const OPEN_ALL = [
  '--inh-caps=-all,+dac_override',
  '--ambient-caps=-all,+dac_override',
  // Or access(2), by which initdb looks for its own programs, would judge without that right.
  '--securebits=+no_setuid_fixup',
];
const NOBODY = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses to run as root. Started by root it runs as whoever owns the data (or the directory
 * that will hold it), or else as the user postgres, or else as nobody; no user has to be created for it.
 *
 * `paths` are what the server must reach. A checkout below /root is closed to everybody else: then
 * setpriv hands over the one right that opens it.
 */
export async function chooseIdentity(dataDirectory: string, paths: readonly string[]): Promise<Identity> {
  if (process.getuid?.() !== 0) return { owner: null, command: (file, args) => ({ file, args: [...args] }) };
  const owner =
    (await ownerOf(dataDirectory)) ??
    (await userWhere(await ownerOf(dirname(dataDirectory)))) ??
    (await userWhere({ name: 'postgres' })) ??
    NOBODY;
  const reachable = await Promise.all(paths.map((path) => canReach(path, owner)));
  if (reachable.every(Boolean))
    return { owner, command: (file, args) => ({ file, args: [...args], ...owner }) };
  const rights = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...OPEN_ALL];
  await run('setpriv', [...rights, '--', 'true']).catch((cause: unknown) => {
    throw new Error(
      `Started by root, PostgreSQL has to run as another user (uid ${owner.uid}), who cannot reach ` +
        `${paths[reachable.indexOf(false)]}. Run Airpicture as an ordinary user, keep it and DATA_DIR where that user ` +
        'gets to, or set DATABASE_URL.',
      { cause },
    );
  });
  return { owner, command: (file, args) => ({ file: 'setpriv', args: [...rights, '--', file, ...args] }) };
}

async function ownerOf(path: string) {
  const found = await stat(path).catch(() => null);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

/** initdb works only for users who have a name. */
async function userWhere(wanted: { name: string } | { uid: number } | null) {
  if (wanted === null) return null;
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'));
  const found = users.find((fields) =>
    'name' in wanted ? fields[0] === wanted.name : fields[2] === String(wanted.uid),
  );
  return found === undefined ? null : { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Whether the mode bits let them through the directory and all above it. Groups beyond their own are not considered. */
async function canReach(path: string, owner: { uid: number; gid: number }): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === owner.uid ? 6 : gid === owner.gid ? 3 : 0;
  if (((mode >> shift) & 0o1) === 0) return false;
  const parent = dirname(path);
  return parent === path || canReach(parent, owner);
}
