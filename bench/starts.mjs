/** `npm start`, everything installed: on an empty folder, and on the same folder once more. */
import { setTimeout as delay } from 'node:timers/promises';
import { startInstallation } from './installation.mjs';
import { row } from './report.mjs';

/** @returns the second one, which runs, and the rows */
export async function startTwice() {
  const first = await startInstallation();
  // The first start on an empty folder buys something to show; it ends with it.
  await delay(500);
  const { items } = await first.api('/tasks');
  for (const { id, finishedAt } of items) if (finishedAt === null) await first.tell(id, 'cancel');
  await first.stop({ keep: true });
  const installation = await startInstallation({ dataDir: first.dataDir });
  const seconds = (what, { readyMs }) => row(what, [{ value: readyMs / 1000, unit: 's', atMost: 6 }]);
  return {
    installation,
    rows: [
      seconds('npm start, empty folder → healthy', first),
      seconds('npm start, the second time → healthy', installation),
    ],
  };
}
