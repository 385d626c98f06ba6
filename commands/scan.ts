import Type from 'typebox';
import { readScanPairs, type ScanPairsRead } from '../broker/scan-pairs.js';
import { dividendsAhead, readSettings, workingOrders } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import { withoutOwnOrders } from '../domain/scan/own-orders.js';
import { type ScanRows, scanRows } from '../domain/scan/rows.js';
import { checkSetting, SETTINGS } from '../domain/settings.js';
import { type CommandOutcome, defineCommand } from './define-command.js';
import { decimal } from './order-words.js';
import { ScanRateError } from './scan/errors.js';
import { type ShownScanRow, shownScanRow, spreadOffer } from './scan/shown.js';

export interface ScanAnswer {
  /** Percent a year, a decimal string. */
  readonly rate: string;
  /** When the market was read, ISO 8601. */
  readonly at: string;
  /** Roubles that the prices of the books are for, a decimal string. */
  readonly sum: string;
  /** All above the rate, the best first. */
  readonly rows: readonly ShownScanRow[];
  /** Pairs of which a price or a margin is not known, or not to be had. */
  readonly leftOut: number;
  /** Pairs that were looked at. */
  readonly pairs: number;
  /** How many instruments, then pairs, each condition left out. */
  readonly dropped: Readonly<ScanPairsRead['dropped'] & ScanRows['dropped']>;
  /** How many rows the chat shows at most. */
  readonly chatRows: number;
}

const { range: RATE } = SETTINGS['scan.rate'];
/** More buttons below a message nobody looks through. */
const MOST_OFFERED = 10;

/** Which pairs of a share and a future, or of two futures, bring more a year than a rate. */
export const scan = defineCommand({
  name: 'scan',
  arguments: Type.Object(
    {
      // What is no such number is told with an example, so it is looked at below.
      rate: Type.Optional(
        Type.Unknown({
          description: `Percent a year that a pair has to bring more than, a decimal string or a number from ${RATE.least} to ${RATE.most} (setting scan.rate)`,
          examples: ['18'],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    if (words.length === 0) return {};
    return { rate: decimal(words.join(' ').replace(/\s*%$/, '')) };
  },
  async run(args, { db, broker }): Promise<CommandOutcome> {
    const settings = await readSettings(db);
    const rate = args.rate === undefined ? settings['scan.rate'] : checkedRate(args.rate);
    const sum = settings['scan.sum'];
    const { pairs, shares, ...found } = await readScanPairs(broker);
    const market = withoutOwnOrders(found.market, await workingOrders(db, broker));
    // As of the catalogue's last reading.
    const dividends = await dividendsAhead(db, broker.mode, { shares, at: market.at });
    const { rows, leftOut, dropped } = scanRows({
      pairs,
      market,
      rate: new Decimal(rate),
      sum: new Decimal(sum),
      dividends,
    });
    const shown = rows.map(shownScanRow);
    const result: ScanAnswer = {
      rate,
      at: market.at.toISOString(),
      sum,
      rows: shown,
      leftOut,
      pairs: pairs.length,
      dropped: { ...found.dropped, ...dropped },
      chatRows: settings['scan.rows'],
    };
    return { kind: 'result', result, next: shown.slice(0, MOST_OFFERED).map(spreadOffer) };
  },
});

/** @throws ScanRateError */
function checkedRate(given: unknown): string {
  const checked = checkSetting('scan.rate', typeof given === 'number' ? String(given) : given);
  if (!checked.ok) throw new ScanRateError(given, RATE, checked.nearest);
  return checked.value;
}
