import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { InvalidInputError } from '../domain/errors.js';
import { ROLES } from '../domain/viewer.js';
import type { ListAuditFlags, VerifyAuditFlags } from './audit.js';
import { EXIT } from './exit.js';
import type { GrantsFlags } from './grants.js';
import type { ImportFlags } from './import.js';
import type { CreateKeyFlags, ListKeysFlags } from './key.js';
import type { ReplayFlags } from './replay-spool.js';

/** What a command needs; read only once it is known that there is something to do. */
interface Surroundings {
  readonly version: string;
  /** For the server. @throws {ConfigError} */
  readonly server: () => { readonly config: Config; readonly logger: Logger };
  /** For commands, whose standard output is for what they have to say. @throws {ConfigError} */
  readonly command: () => { readonly config: Config; readonly logger: Logger };
}

/**
 * Does what the arguments say; returns the exit code. Each command is loaded when it is wanted: most of the
 * server is of no use to the others, and takes its time.
 */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let code: number = EXIT.OK;
  const program = new Command('airpicture')
    .description(
      'One live, trustworthy low-altitude air picture, and its history. Without a command: serve it.',
    )
    .version(surroundings.version)
    .usage('[command]')
    .argument('[command]')
    .showHelpAfterError()
    .exitOverride()
    .action(async (unknown: string | undefined) => {
      if (unknown !== undefined) program.error(`error: unknown command '${unknown}'`);
      const { config, logger } = surroundings.server();
      const { serveCommand } = await import('./serve.js');
      code = await serveCommand(config, logger);
    });

  program
    .command('migrate')
    .description('bring the database up to date')
    .action(async () => {
      const { config, logger } = surroundings.server();
      const { migrateCommand } = await import('./migrate.js');
      code = await migrateCommand(config, logger);
    });

  program
    .command('grants')
    .description('print the SQL that gives a database account the rights that the server needs, and no more')
    .requiredOption('--to <role>', 'the account; for the owner of the tables to run, after "migrate"')
    .action(async (flags: GrantsFlags) => {
      const { grantsCommand } = await import('./grants.js');
      code = grantsCommand(flags);
    });

  program
    .command('import')
    .description('store a log of detections (CSV or NDJSON, gzip or not) as history')
    .argument('<file>', "DragonSync's drone_logger CSV, or one JSON object per line")
    .option('--kit <id>', 'the kit that it is from, whatever the file says')
    .addOption(
      new Option('--format <format>', 'instead of what the first line looks like').choices(['csv', 'ndjson']),
    )
    .option(
      '--delimiter <character>',
      'of CSV, instead of what the header looks like; \\t is a tab',
      oneCharacter,
    )
    .option('--dry-run', 'only say what would come of it; needs no database')
    .option('--rejects <file>', 'write what could not be stored there, an object per line')
    .option('--fast', 'do not spare a server that uses the same database')
    .addHelpText(
      'after',
      '\nExit code: 0 everything is stored, 2 all but some rejected rows, 1 nothing or not all, 130 interrupted.',
    )
    .action(async (file: string, flags: ImportFlags) => {
      const { config, logger } = surroundings.command();
      const { importCommand } = await import('./import.js');
      code = await importCommand(file, flags, config, logger);
    });

  program
    .command('replay-spool')
    .description(
      'write what waits on disk to its sink; for when no server runs, since that does it by itself',
    )
    .addOption(new Option('--sink <sink>', 'only this one').choices(['tsdb', 'loki']))
    .option('--dry-run', 'only say what waits')
    .action(async (flags: ReplayFlags) => {
      const { config, logger } = surroundings.command();
      const { replaySpoolCommand } = await import('./replay-spool.js');
      code = await replaySpoolCommand(flags, config, logger);
    });

  const key = program
    .command('key')
    .description('make, show and revoke API keys, beside a running server or without one');

  key
    .command('create')
    .description('make a key and print it: the only time that it is shown')
    .requiredOption('--name <name>', 'who or what gets it')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(ROLES.map((role) => role.toLowerCase()))
        .makeOptionMandatory(),
    )
    .option('--pii', 'also shows pilots, places of take-off and operators; for the role viewer')
    .option('--kit <id...>', 'the only kits whose reports are taken with it; for the role ingest')
    .option(
      '--expires <when>',
      'a length of time from now (P90D, PT12H) or an instant (2027-01-31T12:00:00Z)',
    )
    .action(async (flags: CreateKeyFlags, create: Command) => {
      const { config, logger } = surroundings.command();
      const { createKeyCommand } = await import('./key.js');
      code = await createKeyCommand(flags, config, logger).catch((error: unknown) => {
        if (error instanceof InvalidInputError) create.error(`error: ${error.message}`);
        throw error;
      });
    });

  key
    .command('list')
    .description('show all keys, newest first')
    .option('--json', 'an object per line')
    .action(async (flags: ListKeysFlags) => {
      const { config, logger } = surroundings.command();
      const { listKeysCommand } = await import('./key.js');
      code = await listKeysCommand(flags, config, logger);
    });

  key
    .command('revoke')
    .description('make a key useless; connections that were opened with it are closed within 5 s')
    .argument('<id>', 'as "key list" shows it')
    .action(async (keyId: string) => {
      const { config, logger } = surroundings.command();
      const { revokeKeyCommand } = await import('./key.js');
      code = await revokeKeyCommand(keyId, config, logger);
    });

  const audit = program.command('audit').description('show and check the log of who changed what');

  audit
    .command('verify')
    .description('say whether anything in it was changed: exit code 0 if not, 1 if so')
    .option('--holds <hash>', 'the hash of an entry as it was noted before; it has to be there still')
    .action(async (flags: VerifyAuditFlags) => {
      const { config, logger } = surroundings.command();
      const { verifyAuditCommand } = await import('./audit.js');
      code = await verifyAuditCommand(flags, config, logger);
    });

  audit
    .command('list')
    .description('show the newest entries, newest first')
    .option('--last <count>', 'how many at most', wholeNumber, 50)
    .option('--json', 'an object per line, with everything that is known')
    .action(async (flags: ListAuditFlags) => {
      const { config, logger } = surroundings.command();
      const { listAuditCommand } = await import('./audit.js');
      code = await listAuditCommand(flags, config, logger);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version that were asked for come this way, too.
    return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  }
}

function wholeNumber(text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number from 1 to 999999.');
}

function oneCharacter(text: string): string {
  if (text === '\\t' || text.length === 1) return text;
  throw new InvalidArgumentError('The delimiter is one character.');
}
