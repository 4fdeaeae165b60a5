import type { Track, TrackRemoval } from '../../domain/track.js';

export type Item = Track | TrackRemoval;

/**
 * One selection's pieces as JSON: of each aircraft the one that was made last, because older
 * states are not asked for any more. One that was not used for a while is forgotten.
 */
interface SelectionPieces {
  /** Undefined when there is none of this very state. */
  get(item: Item): Buffer | undefined;
  set(item: Item, json: Buffer): void;
  close(): void;
}

/** Keeps pieces for a number of selections within one bound, whatever clients select. */
export interface PieceStore {
  open(): SelectionPieces;
}

interface Piece {
  readonly item: Item;
  readonly json: Buffer;
}

/** What a piece costs beyond its bytes: its entry, and a state that it may be the last to hold. */
const entryBytes = 1_000;

/**
 * Two generations: when the younger has grown to half of `maxBytes`, it becomes the older one, and
 * what nobody asked for since the last change is gone.
 */
export function createPieceStore(maxBytes: number): PieceStore {
  const selections = new Set<{ young: Map<string, Piece>; old: Map<string, Piece> }>();
  let youngBytes = 0;

  const age = () => {
    youngBytes = 0;
    for (const pieces of selections) {
      pieces.old = pieces.young;
      pieces.young = new Map();
    }
  };

  return {
    open() {
      const pieces = { young: new Map<string, Piece>(), old: new Map<string, Piece>() };
      selections.add(pieces);
      const put = (piece: Piece) => {
        const before = pieces.young.get(piece.item.droneId);
        pieces.young.set(piece.item.droneId, piece);
        youngBytes += piece.json.length - (before?.json.length ?? -entryBytes);
        if (youngBytes > maxBytes / 2) age();
      };
      return {
        get(item) {
          const young = pieces.young.get(item.droneId);
          if (young !== undefined) return isSame(young.item, item) ? young.json : undefined;
          const old = pieces.old.get(item.droneId);
          if (old === undefined || !isSame(old.item, item)) return undefined;
          put(old);
          return old.json;
        },
        set: (item, json) => put({ item, json }),
        close: () => void selections.delete(pieces),
      };
    },
  };
}

/** A track is one object per state, shared by all events; a removal is nothing but its content. */
function isSame(one: Item, other: Item): boolean {
  return one === other || ('reason' in one && 'reason' in other && one.reason === other.reason);
}
