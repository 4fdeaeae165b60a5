import { parseArgs } from 'node:util';
import { friedrichshafen, pointAt, toDegrees } from './place.js';
import { createStationOutages, startStation, stations, type RunningKit, type Station } from './stations.js';
import { wholeNumber } from './whole-number.js';
import { createWorld } from './world.js';

const USAGE = `Simulated kits with DragonSync's HTTP API.

  --kits N      how many (default 3)
  --seed N      the same seed gives the same flights (default 7)
  --port N      port of the first kit, the next ones follow; 0 takes free ones (default 18088)
  --drones N    drones that take turns flying (default 12)
  --outages     the last kit fails for 40 s every four minutes`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      kits: { type: 'string', default: '3' },
      seed: { type: 'string', default: '7' },
      port: { type: 'string', default: '18088' },
      drones: { type: 'string', default: '12' },
      outages: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    kitCount: wholeNumber('kits', values.kits, 1, 1000),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31),
    firstPort: wholeNumber('port', values.port, 0, 64_000),
    droneCount: wholeNumber('drones', values.drones, 0, 1000),
    outages: values.outages,
    help: values.help,
  };
}

/** The first ones are the stations of the demo; further ones stand on a ring around the town. */
function stationNumber(index: number): Station {
  const known = stations[index];
  if (known !== undefined) return known;
  const bearingDeg = (index * 137.5) % 360;
  const point = pointAt({ eastM: 0, northM: 1500 }, bearingDeg, 800 + ((index * 310) % 2400));
  return {
    id: `kit-${index}`,
    name: `Kit ${index}`,
    location: friedrichshafen.name,
    serial: `SIM${String(index).padStart(6, '0')}`,
    position: { ...toDegrees(friedrichshafen, point), altitudeM: 455 },
    character: {},
  };
}

async function run(): Promise<void> {
  const { kitCount, seed, firstPort, droneCount, outages, help } = readArguments();
  if (help) {
    console.log(USAGE);
    return;
  }
  const world = createWorld({ seed, startMs: Date.now(), droneCount });
  const running: RunningKit[] = [];
  for (let index = 0; index < kitCount; index++) {
    const kit = await startStation(stationNumber(index), world, firstPort === 0 ? 0 : firstPort + index);
    running.push(kit);
    console.log(`${kit.url}  ${kit.kit.uid}  ${kit.station.name}`);
  }
  const last = running.at(-1);
  const schedule = outages && last !== undefined ? createStationOutages(last, console.log) : null;
  schedule?.start();

  const stop = () => {
    schedule?.stop();
    void Promise.all(running.map(({ kit }) => kit.stop()));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 1;
}
