import { z } from 'zod';
import type { Scope } from '../domain/viewer.js';
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

interface NodeLoader {
  readonly load: (key: readonly unknown[], context: Context) => object | null | Promise<object | null>;
  /** What it takes to be shown one, as its type says, too. To who lacks it there is none. */
  readonly takes: Scope;
}

const loaders: Readonly<Record<NodeType, NodeLoader>> = {
  Kit: { load: loadKit, takes: 'READ' },
  Detection: { load: loadDetection, takes: 'READ' },
  Drone: { load: loadDrone, takes: 'READ' },
  Track: { load: loadTrack, takes: 'READ' },
  Signal: { load: loadSignal, takes: 'READ' },
  SystemHealth: { load: loadSystemHealth, takes: 'READ' },
  Event: { load: loadEvent, takes: 'READ' },
  DeadLetter: { load: loadDeadLetter, takes: 'OPERATE' },
};

const Node = builder.nodeInterfaceRef();

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description:
      'Any object by its global id. Null when there is none, or no longer, also for something that is no id or that you may not see.',
    args: { id: t.arg.id({ required: true, description: 'Global id, as in the field `id`.' }) },
    resolve: (_root, { id }, context) => loadNode(id, context),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description:
      'Several objects by their global ids, in the same order; null where there is none that you may see.',
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
  const { load, takes } = loaders[parsed.type as NodeType];
  // Before it is looked for, so that not even the time it takes tells whether there is one.
  if (!context.viewer.scopes.includes(takes)) return null;
  const found = await load(parsed.key, context);
  // Which of the types it is; the object itself is shared with others and stays as it is.
  return found === null ? null : { ...found, __typename: parsed.type };
}
