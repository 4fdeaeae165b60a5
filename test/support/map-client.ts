/** What of a `Subscription.tracks` event moves a client's picture; the engine's events and GraphQL's answers both fit. */
export interface PictureEvent<T extends { readonly droneId: string }> {
  readonly cursor: string;
  readonly tracks?: readonly T[];
  readonly upserts?: readonly T[];
  readonly removed?: readonly { readonly droneId: string }[];
  readonly dropped?: number;
}

/** A map that does with events exactly what the schema says, and does not forgive what it forbids. */
export interface MapClient<T> {
  readonly picture: ReadonlyMap<string, T>;
  /** Where to resume; undefined before the first event. */
  readonly cursor: string | undefined;
}

export interface MapClientOptions<T> {
  /** Whether a track follows the one that the client has: neither it again nor an older one. */
  readonly isNewer: (track: T, known: T) => boolean;
}

export function createMapClient<T extends { readonly droneId: string }>({
  isNewer,
}: MapClientOptions<T>): MapClient<T> & { play(event: PictureEvent<T>): void } {
  const picture = new Map<string, T>();
  let cursor: string | undefined;
  let lastSequence = 0;

  function advance(event: PictureEvent<T>): void {
    const sequence = sequenceOf(event.cursor);
    const isChange = event.upserts !== undefined;
    // A resumed stream may begin with a snapshot of where the client is already.
    if (isChange ? sequence <= lastSequence : sequence < lastSequence)
      throw new Error(`at ${lastSequence}, and was given what is behind ${sequence}`);
    lastSequence = sequence;
    cursor = event.cursor;
  }

  return {
    get picture() {
      return picture;
    },
    get cursor() {
      return cursor;
    },
    play(event) {
      advance(event);
      if (event.tracks !== undefined) {
        picture.clear();
        for (const track of event.tracks) picture.set(track.droneId, track);
      }
      for (const track of event.upserts ?? []) {
        const known = picture.get(track.droneId);
        if (known !== undefined && !isNewer(track, known)) throw new Error(`repeated ${track.droneId}`);
        picture.set(track.droneId, track);
      }
      for (const { droneId } of event.removed ?? []) {
        if (!picture.delete(droneId)) throw new Error(`removed ${droneId}, which the client never had`);
      }
    },
  };
}

/** Clients must not read cursors; tests may. */
function sequenceOf(cursor: string): number {
  return Number(cursor.split('.')[1]);
}
