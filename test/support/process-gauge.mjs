// Loaded into a server process with `--import`: writes what its event loop and its memory were like to GAUGE_FILE.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = process.env.GAUGE_FILE;
const delay = monitorEventLoopDelay({ resolution: 10 });
let maxRssBytes = 0;

delay.enable();
setInterval(() => {
  maxRssBytes = Math.max(maxRssBytes, process.memoryUsage.rss());
  const gauge = { delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: delay.max / 1e6, maxRssBytes };
  writeFileSync(`${file}.new`, JSON.stringify(gauge));
  renameSync(`${file}.new`, file);
}, 250).unref();
