// node examples/apollo.mjs ws://127.0.0.1:4000/graphql
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { client, follow } from './connection.mjs';
import { document, take } from './picture.mjs';

const apollo = new ApolloClient({ link: new GraphQLWsLink(client), cache: new InMemoryCache() });
const query = gql(document);

await follow(
  (variables) =>
    new Promise((resolve) => {
      // The picture is in its Map: thousands of tracks a second need no second home in a cache.
      apollo.subscribe({ query, variables, fetchPolicy: 'no-cache' }).subscribe({
        next({ data, error }) {
          if (error) console.error(error.message);
          else take(data.tracks);
        },
        error: resolve,
        complete: resolve,
      });
    }),
);
