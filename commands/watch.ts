import Type, { type Static } from 'typebox';
import { readSettings } from '../database/index.js';
import { checkSetting, SETTINGS } from '../domain/settings.js';
import type { WatchRequest } from '../domain/watching/requests.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { startTask } from './start-order.js';
import { WatchTermsError } from './watching/errors.js';
import { mustBeFewEnough } from './watching/mind-count.js';
import { watchFromWords } from './watching/words.js';

const { range: RATE } = SETTINGS['scan.rate'];
const { range: MINUTES } = SETTINGS['watch.minutes'];

const Arguments = Type.Object(
  {
    // What is no such number is told with an example, so both are looked at below.
    rate: Type.Optional(
      Type.Unknown({
        description: `Percent a year, a decimal string or a number from ${RATE.least} to ${RATE.most} (setting scan.rate)`,
        examples: ['20'],
      }),
    ),
    minutes: Type.Optional(
      Type.Unknown({
        description: `From scan to scan, a whole number from ${MINUTES.least} to ${MINUTES.most} (setting watch.minutes)`,
        examples: [10],
      }),
    ),
  },
  { additionalProperties: false },
);

/** Scans on a schedule, and tells which pairs crossed the rate. */
export const watch = defineCommand({
  name: 'watch',
  arguments: Arguments,
  fromWords: watchFromWords,
  async run(args, context) {
    const request = () => requestOf(args, context);
    return {
      kind: 'started',
      tasks: [await startTask({ kind: 'watch', request, mindsHalt: false }, context)],
    };
  },
});

/** @throws WatchTermsError */
async function requestOf(
  { rate, minutes }: Static<typeof Arguments>,
  { broker, db }: CommandContext,
): Promise<WatchRequest> {
  await mustBeFewEnough({ broker, db });
  const settings = await readSettings(db);
  return {
    ticker: null,
    instrumentUid: null,
    lot: 1,
    amount: null,
    limitPrice: null,
    rate: rate === undefined ? settings['scan.rate'] : checkedRate(rate),
    minutes: minutes === undefined ? settings['watch.minutes'] : checkedMinutes(minutes),
  };
}

function checkedRate(given: unknown): string {
  const checked = checkSetting('scan.rate', typeof given === 'number' ? String(given) : given);
  if (!checked.ok) throw new WatchTermsError('rate', given, RATE);
  return checked.value;
}

function checkedMinutes(given: unknown): number {
  const checked = checkSetting('watch.minutes', given);
  if (!checked.ok) throw new WatchTermsError('minutes', given, MINUTES);
  return checked.value;
}
