import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { textOf, type Operation, type Result } from './graphql.js';

interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/** A subscription over server-sent events whose answer has begun but is not read yet. */
export interface SseSubscription {
  readonly response: IncomingMessage;
  /** Every event until the server ends the stream; comments are left out. May be read once. */
  events(): AsyncGenerator<SseEvent, void, void>;
  close(): void;
}

export async function openSse<TData, TVariables>(
  url: string,
  operation: Operation<TData, TVariables>,
  variables?: TVariables,
): Promise<SseSubscription> {
  const body = JSON.stringify({ query: textOf(operation as Operation<never, never>), variables });
  const sent = request(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    agent: false,
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return { response, events: () => parse(response), close: () => sent.destroy() };
}

/** The results of a subscription over server-sent events, until the server completes it. */
export async function* subscribeSse<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
  url: string,
  operation: Operation<TData, TVariables>,
  variables?: TVariables,
): AsyncGenerator<Result<TData>, void, void> {
  const subscription = await openSse(url, operation, variables);
  try {
    for await (const { event, data } of subscription.events()) {
      if (event === 'next') yield JSON.parse(data) as Result<TData>;
    }
  } finally {
    subscription.close();
  }
}

async function* parse(response: IncomingMessage): AsyncGenerator<SseEvent, void, void> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    let end: number;
    while ((end = text.indexOf('\n\n')) !== -1) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const event = field('event');
      if (event !== undefined) yield { event, data: field('data') ?? '' };
    }
  }
}
