import { z } from 'zod';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { loadDeadLetter } from './dead-letter.js';
import { loadDetection } from './detection.js';
import { loadDrone } from './drone.js';
import { loadEvent } from './event.js';
import { parseGlobalId, type NodeType } from './global-id.js';
import { loadKit } from './kit.js';
import { loadSignal } from './signal.js';
import { loadSystemHealth } from './system-health.js';
import { loadTrack } from './track.js';

const MAX_IDS = 1000;

type LoadNode = (key: readonly unknown[], context: Context) => object | null | Promise<object | null>;

const loaders: Readonly<Record<NodeType, LoadNode>> = {
  Kit: loadKit,
  Detection: loadDetection,
  Drone: loadDrone,
  Track: loadTrack,
  Signal: loadSignal,
  SystemHealth: loadSystemHealth,
  Event: loadEvent,
  DeadLetter: loadDeadLetter,
};

const Node = builder.nodeInterfaceRef();

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description:
      'Any object by its global id. Null when there is none, or no longer, also for something that is no id.',
    args: { id: t.arg.id({ required: true, description: 'Global id, as in the field `id`.' }) },
    resolve: (_root, { id }, context) => loadNode(id, context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: 'Several objects by their global ids, in the same order; null where there is none.',
    args: {
      ids: t.arg.idList({
        required: true,
        description: `Global ids, at most ${MAX_IDS}.`,
        validate: z.array(z.string()).max(MAX_IDS, `must be at most ${MAX_IDS} ids`),
      }),
    },
    resolve: (_root, { ids }, context) => ids.map((id) => loadNode(id, context)),
  }),
}));

async function loadNode(id: string, context: Context): Promise<object | null> {
  const parsed = parseGlobalId(id);
  if (parsed === null || !Object.hasOwn(loaders, parsed.type)) return null;
  const found = await loaders[parsed.type as NodeType](parsed.key, context);
  // Which of the types it is; the object itself is shared with others and stays as it is.
  return found === null ? null : { ...found, __typename: parsed.type };
}
