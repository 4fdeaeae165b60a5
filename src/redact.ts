/** Shorter ones are mostly words that stand elsewhere, too. */
const MIN_LENGTH = 12;
const CENSORED = '[secret]';

const NAMES =
  'password|passwd|authorization|proxy-authorization|cookie|token|secret|secretsKey|apiKey|connectionString';
const URLS = 'databaseUrl|migrationDatabaseUrl|DATABASE_URL|MIGRATION_DATABASE_URL';

/** What gives a secret away without being known, each with what stays of it. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A string in JSON, at any depth.
  [new RegExp(`"(${NAMES}|${URLS})":"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `"$1":"${CENSORED}"`],
  // The password in an address.
  [/(:\/\/[^\s/:@"\\]*):[^\s/@"\\]+@/g, `$1:${CENSORED}@`],
  // `authentication` is a word of 14 letters.
  [/\b(Bearer|Basic) +[\w.~+/=-]{16,}/gi, `$1 ${CENSORED}`],
  // A key of ours, and a JSON Web Token.
  [/\bair_([0-9a-f]{12})_[\w-]{43}/g, `air_$1_${CENSORED}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, CENSORED],
];

/**
 * Makes what takes secrets out of texts such as log lines, wherever they stand in them: those that are known, as
 * they are and in the forms that they travel in, and whatever looks like one. What is JSON stays JSON.
 */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap(formsOf))]
    .filter(({ length }) => length >= MIN_LENGTH)
    // The longest first: one may contain another.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    for (const secret of known) if (text.includes(secret)) text = text.replaceAll(secret, CENSORED);
    for (const [pattern, rest] of PATTERNS) text = text.replace(pattern, rest);
    return text;
  };
}

const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
];
