// node examples/graphql-ws.mjs ws://127.0.0.1:4000/graphql
import { client, follow } from './connection.mjs';
import { document, take } from './picture.mjs';

await follow(async (variables) => {
  for await (const { data, errors } of client.iterate({ query: document, variables })) {
    if (errors) console.error(errors[0].message);
    else take(data.tracks);
  }
});
