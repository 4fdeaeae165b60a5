import type { Dispatcher } from 'undici';
import { createRequestBudget, type RequestBudget } from '../request-budget.js';
import type { KitCredentials } from '../../domain/kit.js';
import { noLogin, type SourceKind } from '../source.js';
import { createKitClient } from './client.js';
import { probeKit } from './probe.js';
import { createDragonSyncSource } from './source.js';

/** More addresses than this are only kept while they are being asked. */
const KEPT_BUDGETS = 1_000;

export interface DragonSyncDeps {
  /** Shared by all kits, see `createKitAgent`; whoever made it closes it. */
  readonly agent: Dispatcher;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
}

/** Kits that run DragonSync and are polled over HTTP. */
export function createDragonSync({
  agent,
  requestTimeoutMs,
  maxRetries,
  now,
  monotonic = () => performance.now(),
}: DragonSyncDeps): SourceKind {
  // By host and port, because a kit counts polls, retries and probes alike, whoever asks.
  const budgets = new Map<string, RequestBudget>();

  function budgetOf(apiUrl: string): RequestBudget {
    const address = addressOf(apiUrl);
    const known = budgets.get(address);
    if (known !== undefined) return known;
    if (budgets.size >= KEPT_BUDGETS) {
      for (const [each, budget] of budgets) if (budget.idle()) budgets.delete(each);
    }
    const budget = createRequestBudget(monotonic);
    budgets.set(address, budget);
    return budget;
  }

  function clientOf(apiUrl: string, credentials: KitCredentials | null) {
    const budget = budgetOf(apiUrl);
    return { budget, client: createKitClient({ apiUrl, agent, budget, credentials, now }) };
  }

  return {
    createSource(kit) {
      const { login = noLogin } = kit;
      return createDragonSyncSource({
        kit,
        ...clientOf(kit.apiUrl, login.credentials),
        loginProblem: login.problem,
        settings: { requestTimeoutMs, maxRetries },
        now,
        monotonic,
      });
    },
    probe: (apiUrl, credentials = null) =>
      probeKit({ apiUrl, ...clientOf(apiUrl, credentials), requestTimeoutMs, monotonic }),
  };
}

function addressOf(apiUrl: string): string {
  const { protocol, hostname, port } = new URL(apiUrl);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
}
