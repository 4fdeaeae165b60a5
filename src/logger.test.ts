import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './logger.js';

function loggerInto(options: Partial<LoggerOptions>) {
  const lines: string[] = [];
  const logger = createLogger(
    { level: 'info', format: null, isTerminal: false, ...options },
    { write: (line) => void lines.push(line) },
  );
  return { logger, lines };
}

test('writes one JSON object a line when nobody watches', () => {
  const { logger, lines } = loggerInto({});
  logger.info({ kitId: 'kit-1' }, 'kit is back');
  logger.debug('not this');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 30, time: expect.any(Number) as number, kitId: 'kit-1', msg: 'kit is back' },
  ]);
});

test('writes for people on a terminal, unless told otherwise', () => {
  const people = loggerInto({ isTerminal: true });
  people.logger.info('ready');
  expect(people.lines.join('')).toMatch(/INFO.*ready/);
  const told = loggerInto({ isTerminal: true, format: 'json' });
  told.logger.info('ready');
  expect(JSON.parse(told.lines.join(''))).toMatchObject({ msg: 'ready' });
});

test('R1: keeps secrets out, whatever they are nested in', () => {
  const { logger, lines } = loggerInto({});
  logger.info(
    {
      password: 'S3NT1NEL',
      headers: { authorization: 'S3NT1NEL' },
      config: { database: { kits: [{ databaseUrl: 'S3NT1NEL' }] } },
    },
    'started',
  );
  expect(lines.join('')).not.toContain('S3NT1NEL');
  expect(lines.join('').match(/\[secret\]/g)).toHaveLength(3);
});

test.each(['json', 'console'] as const)(
  'R1: keeps them out of errors and what caused them, in %s',
  (format) => {
    const { logger, lines } = loggerInto({ format, secrets: ['S3NT1NEL-of-the-configuration'] });
    const cause = Object.assign(new Error('postgresql://air:S3NT1NEL@db/air does not answer'), {
      headers: ['authorization', 'Bearer S3NT1NEL-0123456789'],
    });
    const err = new Error('wrong: S3NT1NEL-of-the-configuration', { cause });
    logger.error({ err, error: new AggregateError([cause], 'S3NT1NEL-of-the-configuration') }, 'it failed');
    expect(lines.join('')).toContain('it failed');
    expect(lines.join('')).not.toContain('S3NT1NEL');
  },
);

test.each(['json', 'console'] as const)(
  'I6: a line break in a value does not make a second line in %s',
  (format) => {
    const { logger, lines } = loggerInto({ format });
    logger.info({ droneId: 'x\n{"level":60,"msg":"forged"}' }, 'seen');
    expect(
      lines
        .join('')
        .split('\n')
        .some((line) => line.startsWith('{"level":60')),
    ).toBe(false);
  },
);
