import type { Config } from './config.js';

/** Every text of the configuration that nobody may see, in the forms that it travels in. */
export function secretsIn({ databaseUrl, migrationDatabaseUrl, secretsKey, loki, jwt }: Config): string[] {
  const credentials = loki?.credentials;
  return [
    ...[databaseUrl, migrationDatabaseUrl].flatMap((url) => (url === null ? [] : passwordsIn(new URL(url)))),
    secretsKey?.toString('hex'),
    secretsKey?.toString('base64'),
    credentials?.password,
    credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64'),
    jwt?.secret,
  ].filter((secret) => typeof secret === 'string');
}

/** As it stands in the address, and as the server is told it. */
function passwordsIn({ password, searchParams }: URL): (string | null)[] {
  return [password, decoded(password), searchParams.get('password')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A % that stands for itself.
    return text;
  }
}
