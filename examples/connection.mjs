import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { cursor } from './picture.mjs';

const [, , url = 'ws://127.0.0.1:4000/graphql', key] = process.argv;
// Browsers and Node 22 have one of their own.
globalThis.WebSocket ??= WebSocket;
let silence;

export const client = createClient({
  url,
  connectionParams: key === undefined ? {} : { authorization: `Bearer ${key}` },
  // `follow` tries again. The client by itself would ask for what it asked for first, with a cursor that is old.
  retryAttempts: 0,
  keepAlive: 10_000,
  on: {
    // A cable that was pulled tells nobody: what does not answer is given up.
    ping: (received) => received || (silence = setTimeout(() => client.terminate(), 5_000)),
    pong: () => clearTimeout(silence),
    closed({ code, reason }) {
      clearTimeout(silence);
      console.error(`closed with ${code} ${reason}`);
      if (code === 4403) process.exit(1); // the key is not good: nothing to try again
    },
  },
});

/** Subscribes again whenever that ended, after a random time: who lost the same server does not come back together. */
export async function follow(subscribe) {
  for (;;) {
    await subscribe({ after: cursor }).catch((reason) => console.error(reason[0]?.message ?? 'lost'));
    await new Promise((resolve) => setTimeout(resolve, 2_000 * Math.random()));
  }
}
