import Type from 'typebox';
import { readDividendPairs } from '../broker/scan-pairs.js';
import { dividendsOf, readSettings, workingOrders } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import { type DividendRow, findDividends } from '../domain/dividend-scan/rows.js';
import type { Dividend } from '../domain/listed-instrument.js';
import { moscowDay } from '../domain/moscow.js';
import { withoutOwnOrders } from '../domain/scan/own-orders.js';
import { checkSetting, SETTINGS } from '../domain/settings.js';
import { type CommandContext, type CommandOutcome, defineCommand } from './define-command.js';
import { RowCountError } from './dividend-scan/errors.js';
import { offeredSpread } from './dividend-scan/offered-spread.js';
import { type ShownDividendRow, shownDividendRow } from './dividend-scan/shown.js';
import { UsageError } from './errors.js';
import { spreadOffer } from './scan/shown.js';

export interface DividendsAnswer {
  /** The highest yield first. */
  readonly rows: readonly ShownDividendRow[];
  /** Pairs that were not judged, for a price of theirs is not known. */
  readonly leftOut: number;
  /** Rows that there would be without the count. */
  readonly found: number;
  /** When the market was read, ISO 8601. */
  readonly at: string;
  /** Percent a year, and percent of the share's price, decimal strings. */
  readonly rate: string;
  readonly leastYield: string;
}

/** More buttons than this nobody looks through. */
const MOST_OFFERED = 10;
const ROWS = SETTINGS['dscan.rows'].range;

/** Which dividends the market expects, by what futures cost against their shares and against each other. */
export const dscan = defineCommand({
  name: 'dscan',
  arguments: Type.Object(
    {
      // What is no such number is told with an example, so it is looked at below.
      count: Type.Optional(
        Type.Unknown({
          description: `How many rows at most, a whole number from ${ROWS.least} to ${ROWS.most} (setting dscan.rows)`,
          examples: [50],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    const [count, ...more] = words;
    if (more.length > 0) throw new UsageError('dscan');
    if (count === undefined) return {};
    return { count };
  },
  async run({ count }, context): Promise<CommandOutcome> {
    const { db, broker } = context;
    const settings = await readSettings(db);
    const most = count === undefined ? settings['dscan.rows'] : checkedCount(count);
    const [rate, leastYield] = [settings['scan.rate'], settings['dscan.yield']];
    const { pairs, ...read } = await readDividendPairs(broker, {
      futuresAhead: settings['dscan.futuresAhead'],
    });
    const market = withoutOwnOrders(read.market, await workingOrders(db, broker));
    const { rows, leftOut } = findDividends({
      pairs,
      market,
      rate: new Decimal(rate),
      leastYield: new Decimal(leastYield),
    });
    const first = rows.slice(0, most);
    const sum = new Decimal(settings['scan.sum']);
    const spreads = first.map((row) => (row.tradable ? offeredSpread(row, sum) : null));
    const dividends = await announcedFor(first, market.at, context);
    const result: DividendsAnswer = {
      rows: first.map((row, place) => shownDividendRow(row, { dividends, spread: spreads[place] ?? null })),
      leftOut,
      found: rows.length,
      at: market.at.toISOString(),
      rate,
      leastYield,
    };
    return {
      kind: 'result',
      result,
      next: spreads.slice(0, MOST_OFFERED).flatMap((spread) => (spread ? [spreadOffer({ spread })] : [])),
    };
  },
});

/** @throws RowCountError */
function checkedCount(count: unknown): number {
  const isWritten = typeof count === 'string' && /^\d+$/.test(count);
  const checked = checkSetting('dscan.rows', isWritten ? Number(count) : count);
  if (!checked.ok) throw new RowCountError(count, ROWS);
  return checked.value;
}

/** What the broker told of the shares' dividends when they were read last. */
function announcedFor(
  rows: readonly DividendRow[],
  at: Date,
  { db, broker: { mode } }: Pick<CommandContext, 'db' | 'broker'>,
): Promise<Dividend[]> {
  const uids = [...new Set(rows.map(({ pair }) => pair.share.uid))];
  return dividendsOf(db, mode, uids, { from: new Date(moscowDay(at.getTime())) });
}
