// node examples/urql.mjs ws://127.0.0.1:4000/graphql
import { Client, subscriptionExchange } from '@urql/core';
import { client, follow } from './connection.mjs';
import { document, take } from './picture.mjs';

const forwardSubscription = ({ query, variables }) => ({
  subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables }, sink) }),
});
// Without a cache: the picture is in its Map.
const urql = new Client({
  url: 'http://127.0.0.1:4000/graphql',
  exchanges: [subscriptionExchange({ forwardSubscription })],
});

await follow(
  (variables) =>
    new Promise((resolve) => {
      const { unsubscribe } = urql.subscription(document, variables).subscribe(({ data, error, hasNext }) => {
        if (hasNext && !error) return take(data.tracks);
        // Otherwise the same question again would be taken for this one.
        unsubscribe();
        resolve();
      });
    }),
);
