import Type from 'typebox';
import { paidFor } from '../domain/instrument.js';
import type { SellbuyRequest } from '../domain/task.js';
import { Ticker } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { NothingToDumpError, PositionChangedError } from './errors.js';
import { openPosition } from './holdings.js';
import { mustNotBeHalted } from './mind-halt.js';
import { checkOrder } from './order-request.js';
import { tickerFromWords } from './order-words.js';
import { mustTrade } from './read-only.js';
import { spreadsWithLeg } from './running-orders.js';
import { findInstrument } from './search/find-instrument.js';
import { startOrder } from './start-order.js';

interface Preview extends Pick<SellbuyRequest, 'direction' | 'ticker' | 'instrumentUid' | 'amount'> {
  /** Roubles at the last price, a decimal string; null without a price, and for futures. */
  readonly estimate: string | null;
  /** Ids of the running spreads that it is a leg of, where there are any: what is dumped leaves them unhedged. */
  readonly spreads?: string;
}

/** Sells the whole free position in whole lots, or buys a short one back. */
export const dump = defineCommand({
  name: 'dump',
  arguments: Type.Object({ ticker: Ticker }, { additionalProperties: false }),
  confirm: 'always',
  fromWords: (words) => tickerFromWords('dump', words),
  async preview({ ticker: wanted }, context): Promise<Preview> {
    await mustNotBeHalted(context);
    const { direction, ticker, amount, instrumentUid: uid } = await positionToClose(wanted, context);
    const { instruments } = context.broker;
    const [instrument, prices, spreads] = await Promise.all([
      instruments.byUid(uid),
      instruments.lastPrices([uid]),
      spreadsWithLeg(uid, context),
    ]);
    const price = prices.get(uid);
    // A future is not paid for: its price says nothing about what comes in.
    const each = price && instrument && !instrument.future ? paidFor(instrument, price) : undefined;
    const estimate = each?.mul(amount).toFixed(2) ?? null;
    const position = { direction, ticker, instrumentUid: uid, amount, estimate };
    return { ...position, ...(spreads.length > 0 && { spreads: listed(spreads) }) };
  },
  async run({ ticker }, context) {
    const request = async () => {
      const position = await positionToClose(ticker, context);
      const spreads = await spreadsWithLeg(position.instrumentUid, context);
      mustBeAgreed(position, spreads, context.agreed as Preview | undefined);
      return position;
    };
    return { kind: 'started', tasks: [await startOrder({ request }, context)] };
  },
});

/**
 * Consent was given to one instrument, one direction, one amount and the spreads that were shown: less is in it, more, the opposite or
 * another spread's leg is not.
 */
function mustBeAgreed(
  { direction, ticker, instrumentUid, amount }: SellbuyRequest,
  spreads: readonly string[],
  agreed: Preview | undefined,
): void {
  const shown = new Set(agreed?.spreads?.split(SEPARATOR));
  // Of several boards with one ticker another may have become the main one.
  const isSame = agreed?.direction === direction && agreed.instrumentUid === instrumentUid;
  if (!agreed || !isSame || amount > agreed.amount) throw new PositionChangedError(ticker);
  if (spreads.some((id) => !shown.has(id))) throw new PositionChangedError(ticker);
}

const SEPARATOR = ', ';
const listed = (spreads: readonly string[]): string => spreads.join(SEPARATOR);

async function positionToClose(wanted: string, context: CommandContext): Promise<SellbuyRequest> {
  mustTrade(context.broker);
  const instrument = await findInstrument(context.broker, wanted);
  const { ticker, lot } = instrument;
  const open = await openPosition(instrument, context);
  const amount = Math.abs(open) - (Math.abs(open) % lot);
  if (amount === 0) throw new NothingToDumpError({ ticker, free: String(open), lot: String(lot) });
  const direction = open > 0 ? 'sell' : 'buy';
  const { request, consent } = await checkOrder({ direction, ticker: wanted, amount }, context);
  // What closes a position borrows nothing: it became another one since it was read.
  if (consent) throw new PositionChangedError(ticker);
  return request;
}
