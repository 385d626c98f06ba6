/**
 * Which test file begins when. Where Jest remembers no former run (a fresh checkout) it begins with the largest file,
 * and the soak, a small file of two minutes, would come near the end and leave every other core idle.
 */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sequencer from '@jest/test-sequencer';

/**
 * Files of more than ten seconds. The soak first; beside it those that wait more than they work, so that those which
 * measure how soon something happens come when it is over; then the longest first.
 */
const LONGEST = [
  'test/soak/soak.test.ts',
  'test/worker/parts-away.test.ts',
  'test/api/outages.test.ts',
  'test/worker/sellbuy-life.test.ts',
  'test/worker/refused-cancels.test.ts',
  'test/broker/connection.test.ts',
  'test/worker/lost-answers.test.ts',
  'test/worker/crash.test.ts',
  'test/execution/stash/stash-restore.test.ts',
  'test/worker/ladders.test.ts',
  'test/start/life.test.ts',
  'test/commands/cancel.test.ts',
  'test/execution/stop-orders/place-stops.test.ts',
  'test/worker/what-was-said-holds.test.ts',
  'test/api/halt.test.ts',
  'test/worker/halt.test.ts',
  'test/bot/chat.test.ts',
  'test/execution/executor-stories.test.ts',
  'test/worker/amend.test.ts',
  'test/worker/wish-and-row.test.ts',
  'test/worker/temporal-loses-moments.test.ts',
  'test/worker/sweep.test.ts',
  'test/api/kinds-of-instruments.test.ts',
  'test/start/servers-of-others.test.ts',
  'test/api/start.test.ts',
  'test/api/amend.test.ts',
];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export default class LongestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const moved = LONGEST.find((file) => !existsSync(join(ROOT, file)));
    if (moved) throw new Error(`${moved} is not there any more: the list in ${import.meta.url} is old`);
    const placeOf = ({ path }) => {
      const place = LONGEST.indexOf(relative(ROOT, path).split(sep).join('/'));
      return place < 0 ? LONGEST.length : place;
    };
    return super.sort([...tests]).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
