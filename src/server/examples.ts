import { readFileSync } from 'node:fs';
import type { GraphiQLExample } from './graphiql.js';

/** What GraphiQL opens with: what is in the air, how to add a kit, and the live stream. */
export function graphiqlExamples(): GraphiQLExample[] {
  return [
    { query: operation('live-tracks') },
    {
      query: operation('register-kit'),
      variables: { input: { kitId: 'kit-004', name: 'My kit', apiUrl: 'http://127.0.0.1:18091' } },
    },
    { query: operation('tracks') },
  ];
}

/** A file of `operations/` with the fragments that it spreads: `...KitState` is in `kit-state.graphql`. */
function operation(name: string): string {
  const texts = [read(name)];
  const spread = new Set<string>();
  for (const text of texts) {
    for (const [, fragment] of text.matchAll(/\.\.\.([A-Z]\w*)/g)) {
      if (spread.has(fragment!)) continue;
      spread.add(fragment!);
      texts.push(read(fragment!.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()));
    }
  }
  return texts.join('\n');
}

// The same path from src/server and from dist/server.
function read(name: string): string {
  return readFileSync(new URL(`../../operations/${name}.graphql`, import.meta.url), 'utf8');
}
