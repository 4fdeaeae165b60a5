import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The database that the server runs for itself below its DATA_DIR: its process and how to connect. */
export async function embeddedDatabase(dataDir: string): Promise<{ pid: number; url: string }> {
  const [pid = '', , , port = ''] = (
    await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  ).split('\n');
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  return { pid: Number(pid), url: `postgresql://airpicture:${password}@127.0.0.1:${port}/airpicture` };
}
