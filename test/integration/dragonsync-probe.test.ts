import type { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDragonSync } from '../../src/collectors/dragonsync/dragonsync.js';
import {
  aDroneRecord,
  anAircraftRecord,
  aSignalRecord,
  aStatus,
  type FakeKit,
  startFakeKit,
} from '../support/fake-kit.js';
import * as hostile from '../support/hostile-answers.js';
import { openKitAgent } from '../support/kit-agent.js';

let kit: FakeKit;
let agent: Agent;

beforeEach(async () => {
  kit = await startFakeKit({ drones: [aDroneRecord()], signals: [aSignalRecord()] });
  agent = openKitAgent();
});
afterEach(async () => {
  await agent.destroy();
  await kit.stop();
});

describe('a probe', () => {
  const probe = () =>
    createDragonSync({ agent, requestTimeoutMs: 300, maxRetries: 3, now: Date.now }).probe(kit.url);

  test('says what it found', async () => {
    kit.answers({ drones: [aDroneRecord(), anAircraftRecord()] });
    expect(await probe()).toMatchObject({
      apiUrl: kit.url,
      uid: 'wardragon-SIM00000',
      drones: 2,
      signals: 1,
      statusAvailable: true,
    });
    expect(kit.requests).toEqual(['/status', '/drones', '/signals']);
  });

  test('finds a kit that has just booted', async () => {
    kit.answers({ status: null });
    expect(await probe()).toMatchObject({ uid: null, statusAvailable: false });
  });

  test('takes wardragon-unknown for no serial', async () => {
    kit.answers({ status: aStatus({ uid: 'wardragon-unknown' }) });
    expect(await probe()).toMatchObject({ uid: null, statusAvailable: true });
  });

  test.each([
    ['a web server that is no kit', hostile.loginPage],
    ['another JSON API', hostile.says('{"status": "ok"}')],
    ['something that hangs', hostile.hang],
  ])('refuses %s', async (_what, behaviour) => {
    kit.behaves(behaviour);
    await expect(probe()).rejects.toMatchObject({ code: 'KIT_UNREACHABLE', apiUrl: kit.url });
    expect(kit.requests).toEqual(['/status']);
  });
});
