import { startApp } from './app.js';
import { createTestDatabase } from './database.js';
import { startFakeKit, type FakeAnswers, type FakeKit } from './fake-kit.js';
import { graphql } from './graphql.js';

/** The whole server in this process with one kit that says what a test wants it to say. */
export interface MapApp {
  readonly url: string;
  readonly kit: FakeKit;
  /** Without an address it is one that pushes. @throws {Error} it was refused */
  addKit(input: {
    readonly kitId: string;
    readonly name: string;
    readonly location?: string;
    readonly apiUrl?: string;
  }): Promise<void>;
  stop(): Promise<void>;
}

export async function startMapApp(answers: FakeAnswers): Promise<MapApp> {
  const database = await createTestDatabase();
  const kit = await startFakeKit(answers);
  const app = await startApp(database, { POLL_INTERVAL: '2', TRACK_TIMEOUT: '3600' });
  return {
    url: app.url,
    kit,
    async addKit(input) {
      const { data, errors } = await graphql<{ registerKit: { readonly message?: string } }>(
        app.url,
        `
          mutation ($input: RegisterKitInput!) {
            registerKit(input: $input) {
              ... on Error {
                message
              }
              ... on ValidationError {
                issues {
                  message
                }
              }
            }
          }
        `,
        { input: { probe: false, ...input } },
      );
      if (errors !== undefined || data?.registerKit.message !== undefined)
        throw new Error(`${input.name}: ${JSON.stringify(errors ?? data)}`);
    },
    async stop() {
      await app.stop();
      await kit.stop();
      await database.drop();
    },
  };
}
