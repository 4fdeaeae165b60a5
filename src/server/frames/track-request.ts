import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { TrackStreamOptions } from '../../domain/live.js';
import type { SharingContext } from './rights.js';

type Subscribe = (args: ExecutionArgs) => unknown;

export type AskedTracks =
  | { readonly options: TrackStreamOptions }
  /** What ordinary execution answers instead: what was asked for is refused. */
  | { readonly result: ExecutionResult };

/**
 * Which tracks a valid subscription to them asks for: runs it the ordinary way, up to where it would
 * read the live picture. So variables, arguments and their validation, and refusals, are its own.
 */
export async function askedTracks(subscribe: Subscribe, args: ExecutionArgs): Promise<AskedTracks> {
  const context = args.contextValue as SharingContext;
  let options: TrackStreamOptions | null = null;
  const live = Object.assign(Object.create(context.live) as SharingContext['live'], {
    streamTracks(asked: TrackStreamOptions) {
      options = asked;
      return (async function* () {})();
    },
  });
  const result = await subscribe({ ...args, contextValue: { ...context, live } });
  if (options === null) return { result: result as ExecutionResult };
  await (result as AsyncGenerator).return(undefined);
  return { options };
}
