import { signal, type ReadonlySignal } from '@preact/signals';
import { ViewerDocument, type ViewerQuery } from '../../../operations/generated/graphql.js';
import { createGraphQL, RequestError, type GraphQLOptions } from '../graphql.js';
import type { TextStore } from './storage.js';

type Viewer = ViewerQuery['viewer'];

/** The API key or token that this tab uses. */
export interface KeyDesk {
  readonly key: ReadonlySignal<string | null>;
  get(): string | null;
  /** For the header, and the first message of a WebSocket. */
  authorization(): string | null;
  /** Who has that key. @throws {RequestError} what to say to whoever entered it */
  check(key: string): Promise<Viewer>;
  /** From now on. */
  use(key: string): void;
  forget(): void;
}

interface KeyDeskOptions extends Pick<GraphQLOptions, 'url' | 'fetch'> {
  /** Of the tab, until it is closed. */
  readonly store: TextStore;
}

/** The name under which GraphiQL keeps it, too: whoever gave it there need not give it again. */
const kept = 'airpicture-key';

export function createKeyDesk({ store, ...asking }: KeyDeskOptions): KeyDesk {
  const key = signal(store.read(kept));
  const keep = (next: string | null) => {
    store.write(kept, next);
    key.value = next;
  };
  return {
    key,
    get: () => key.peek(),
    authorization: () => (key.peek() === null ? null : `Bearer ${key.peek()}`),
    async check(text) {
      // Nothing else can be in a header.
      if (!/^[!-~]+$/.test(text))
        throw new RequestError('That is no key: keys have no spaces.', 'BAD_USER_INPUT');
      const asked = createGraphQL({ ...asking, authorization: () => `Bearer ${text}` });
      const { viewer } = await asked.request(ViewerDocument, {});
      return viewer;
    },
    use: keep,
    forget: () => keep(null),
  };
}
