import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const TRACKS = `subscription {
  tracks(maxRateHz: 10) { ... on TrackBatch { upserts { observedAt } } }
}`;

interface Answer {
  readonly tracks: { readonly upserts?: readonly { readonly observedAt: string }[] };
}

/** People who watch the live picture, each with a socket of their own. `onUpsert` is called for each track of each. */
export async function watchTracks(
  url: string,
  count: number,
  onUpsert: (observedAtMs: number) => void,
): Promise<{ stop(): Promise<void> }> {
  const clients = Array.from({ length: count }, () =>
    createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    }),
  );
  const follow = async (events: AsyncIterable<{ readonly data?: Answer | null | undefined }>) => {
    for await (const { data } of events)
      for (const { observedAt } of data?.tracks.upserts ?? []) onUpsert(Date.parse(observedAt));
  };
  const following = clients.map(async (client) => {
    const events = client.iterate<Answer & Record<string, unknown>>({ query: TRACKS });
    // The snapshot: from now on it has every change.
    await events.next();
    return { ended: follow(events) };
  });
  const watching = await Promise.all(following);
  return {
    async stop() {
      for (const client of clients) await client.dispose();
      await Promise.allSettled(watching.map(({ ended }) => ended));
    },
  };
}
