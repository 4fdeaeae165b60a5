import { grantsFor } from '../db/rights.js';
import { EXIT } from './exit.js';

export interface GrantsFlags {
  readonly to: string;
}

/** `airpicture grants`: prints what gives a database account the rights that the server needs. Returns the exit code. */
export function grantsCommand({ to }: GrantsFlags): number {
  process.stdout.write(grantsFor(to));
  return EXIT.OK;
}
