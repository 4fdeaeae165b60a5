import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Agent } from 'undici';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import type { Source } from '../../src/collectors/source.js';
import { aDroneRecord, type FakeKit, startFakeKit } from '../support/fake-kit.js';
import * as hostile from '../support/hostile-answers.js';
import { openKitAgent } from '../support/kit-agent.js';

let kit: FakeKit;
let agent: Agent;
let source: Source;

beforeEach(async () => {
  kit = await startFakeKit({ drones: [aDroneRecord()] });
  agent = openKitAgent();
  const kind = createDragonSync({ agent, requestTimeoutMs: 10_000, maxRetries: 3, now: Date.now });
  source = kind.createSource({ kitId: 'kit-1', apiUrl: kit.url, clockOffsetMs: 0 });
});
afterEach(async () => {
  await agent.destroy();
  await kit.stop();
});

const poll = () =>
  source.poll({ drones: true, signals: false, status: false }, new AbortController().signal, () => undefined);

test.each([
  ['a body of 200 MB', hostile.hugeBody],
  ['a gzip bomb of 300 MB', hostile.gzipBomb],
])(
  'K1: %s is refused as too large within a second, at the cost of less than 50 MiB',
  async (_what, behaviour) => {
    // Whatever is only needed once is there by then.
    await poll();
    kit.behaves(behaviour);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watching = setInterval(() => void (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const startMs = performance.now();
    const refused: unknown = await poll().then(
      () => expect.unreachable('the poll succeeded'),
      (error: unknown) => error,
    );
    const tookMs = performance.now() - startMs;
    clearInterval(watching);
    peak = Math.max(peak, process.memoryUsage().rss);
    expect(refused).toMatchObject({
      kind: 'too-large',
      reachable: true,
      message: '/drones: the answer is larger than 5 MiB',
    });
    expect(tookMs).toBeLessThan(1_000);
    expect((peak - before) / 2 ** 20).toBeLessThan(50);
    await expect.poll(() => kit.sockets.open).toBe(0);
  },
);
