import type { Broker } from '../broker/broker.js';
import { type Database, unfinishedTasks } from '../database/index.js';
import { Decimal, roundDownToStep, roundUpToStep } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SellbuyRequest } from '../domain/task.js';
import {
  AmountNotLotsError,
  InvalidArgumentsError,
  LimitPriceNotStepError,
  MoneyShortError,
  NoPriceError,
  NotPositiveError,
  NotTradableError,
  ShortRefusedError,
  SumBelowLotError,
  UnknownTickerError,
} from './errors.js';

export interface WantedOrder {
  readonly direction: Direction;
  readonly ticker: string;
  /** Exactly one of the two. */
  readonly amount?: number | undefined;
  readonly sum?: string | number | undefined;
  readonly limitPrice?: string | number | null | undefined;
}

/** Kept back for the broker's commission when it is checked whether money suffices: its dearest usual tariff. */
const COMMISSION_RESERVE = '1.003';

type Reader = { readonly broker: Broker; readonly db: Database };

/** @throws UnknownTickerError */
export async function findInstrument(broker: Broker, ticker: string): Promise<Instrument> {
  const instrument = await broker.instruments.byTicker(ticker);
  if (!instrument) throw new UnknownTickerError(ticker);
  return instrument;
}

/**
 * Turns what a person wants into what a task can carry out: a whole number of lots, tradable by API, covered by money
 * or securities. A market that is closed now is no obstacle: the task waits.
 */
export async function orderRequest(wanted: WantedOrder, { broker, db }: Reader): Promise<SellbuyRequest> {
  const { direction } = wanted;
  const instrument = await findInstrument(broker, wanted.ticker);
  mustBeTradable(instrument, direction);
  const limitPrice = limitPriceOf(wanted, instrument);
  const { ticker, uid: instrumentUid, lot } = instrument;
  const amount = await amountOf(wanted, { instrument, limitPrice, broker });
  if (direction === 'buy') await mustBeAffordable({ instrument, amount, limitPrice, broker });
  else await mustBeHeld({ instrument, amount, broker, db });
  return { direction, ticker, instrumentUid, lot, amount, limitPrice: limitPrice?.toFixed() ?? null };
}

function mustBeTradable(
  { ticker, apiTradable, buyAvailable, sellAvailable }: Instrument,
  direction: Direction,
): void {
  if (!apiTradable) throw new NotTradableError('not-tradable-by-api', ticker);
  if (direction === 'buy' && !buyAvailable) throw new NotTradableError('buy-unavailable', ticker);
  if (direction === 'sell' && !sellAvailable) throw new NotTradableError('sell-unavailable', ticker);
}

export function limitPriceOf(
  { limitPrice }: Pick<WantedOrder, 'limitPrice'>,
  { ticker, priceStep, lot }: Instrument,
): Decimal | undefined {
  if (limitPrice === undefined || limitPrice === null) return undefined;
  const price = new Decimal(limitPrice);
  if (!price.gt(0)) throw new NotPositiveError({ field: 'limitPrice', lot });
  if (price.mod(priceStep).isZero()) return price;
  const nearest = [roundDownToStep(price, priceStep), roundUpToStep(price, priceStep)].filter((each) =>
    each.gt(0),
  );
  throw new LimitPriceNotStepError({
    ticker,
    limitPrice: price.toFixed(),
    step: priceStep.toFixed(),
    nearest: nearest.map((each) => each.toFixed()).join(', '),
  });
}

interface Priced {
  readonly instrument: Instrument;
  readonly limitPrice: Decimal | undefined;
  readonly broker: Broker;
}

async function amountOf({ direction, amount, sum }: WantedOrder, of: Priced): Promise<number> {
  const { ticker, lot } = of.instrument;
  if ((amount === undefined) === (sum === undefined))
    throw new InvalidArgumentsError(['give either sum or amount']);
  if (amount !== undefined) {
    if (amount <= 0) throw new NotPositiveError({ field: 'amount', lot });
    if (amount % lot !== 0) throw new AmountNotLotsError({ ticker, amount, lot });
    return amount;
  }
  const roubles = new Decimal(sum ?? 0);
  if (!roubles.gt(0)) throw new NotPositiveError({ field: 'sum', lot });
  const price = await expectedPrice(direction, of);
  if (!price) throw new NoPriceError(ticker);
  const lots = roubles.div(price.mul(lot)).floor().toNumber();
  if (lots < 1)
    throw new SumBelowLotError({ ticker, sum: roubles.toFixed(), lotPrice: price.mul(lot).toFixed() });
  return lots * lot;
}

/** The price an order would join now, within its limit; the last one where the book is empty. */
async function expectedPrice(
  direction: Direction,
  { instrument, limitPrice, broker }: Priced,
): Promise<Decimal | undefined> {
  const { bids, asks } = await broker.instruments.book(instrument.uid);
  const joined = (direction === 'buy' ? bids : asks)[0]?.price;
  const price = joined ?? (await broker.instruments.lastPrices([instrument.uid])).get(instrument.uid);
  if (!price || !limitPrice) return price ?? limitPrice;
  return direction === 'buy' ? Decimal.min(price, limitPrice) : Decimal.max(price, limitPrice);
}

async function mustBeAffordable({ amount, ...of }: Priced & { amount: number }): Promise<void> {
  const [price, { money }] = await Promise.all([expectedPrice('buy', of), of.broker.account.positions()]);
  const needed = price?.mul(amount).mul(COMMISSION_RESERVE);
  if (needed?.gt(money))
    throw new MoneyShortError({
      needed: needed.toFixed(2, Decimal.ROUND_UP),
      free: money.toFixed(2, Decimal.ROUND_DOWN),
    });
}

/** What is free, less what other running sales have yet to place an order for. */
export async function freeToSell({ uid }: Instrument, { broker, db }: Reader): Promise<number> {
  const [{ securities }, tasks] = await Promise.all([
    broker.account.positions(),
    unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId }),
  ]);
  const position = securities.find((each) => each.instrumentUid === uid);
  const held = (position?.free ?? 0) + (position?.blocked ?? 0);
  const promised = tasks
    .filter((task) => task.instrumentUid === uid && (task.request as SellbuyRequest).direction === 'sell')
    .reduce((sum, task) => sum + Number(task.amount) - Number(task.executed), 0);
  return Math.min(position?.free ?? 0, held - promised);
}

async function mustBeHeld({
  instrument,
  amount,
  ...reader
}: Reader & { instrument: Instrument; amount: number }): Promise<void> {
  const free = await freeToSell(instrument, reader);
  if (amount > free) {
    throw new ShortRefusedError({
      ticker: instrument.ticker,
      amount: String(amount),
      free: String(Math.max(0, free)),
    });
  }
}
