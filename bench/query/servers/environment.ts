/** What a server of the bench is told by its environment. @throws {Error} something is missing */
export function environment() {
  return { databaseUrl: read('DATABASE_URL'), port: Number(read('PORT')) };
}

/** Where the packages are that only this server needs. @throws {Error} it is missing */
export const peerFolder = (): string => read('PEER_FOLDER');

function read(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing.`);
  return value;
}
