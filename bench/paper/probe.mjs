/** Loaded into the exchange's process by `--import`: answers over the process channel what that process costs. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
let since = { cpu: process.cpuUsage(), atMs: performance.now() };

process.on('message', (message) => {
  if (message !== 'probe') return;
  const cpu = process.cpuUsage(since.cpu);
  const elapsedMs = performance.now() - since.atMs;
  process.send?.({
    rssMb: process.memoryUsage().rss / 2 ** 20,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    cpuPercent: (cpu.user + cpu.system) / 10 / elapsedMs,
    // The histogram counts from one tick of its own timer to the next: a millisecond of it is no delay.
    delayP99Ms: Math.max(0, delays.percentile(99) / 1e6 - 1),
    delayMaxMs: Math.max(0, delays.max / 1e6 - 1),
  });
  delays.reset();
  since = { cpu: process.cpuUsage(), atMs: performance.now() };
});
// The exchange's own work keeps it alive, not this channel.
process.channel?.unref();
