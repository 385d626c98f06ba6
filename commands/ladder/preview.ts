/** What a person is shown before a ladder is placed: plain data, as it is kept. */

import { standingStops } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { paidFor } from '../../domain/instrument.js';
import type { SkippedStop } from '../../domain/ladder/plan.js';
import { minutesToPlace, placedTooLate, secondsToPlace } from '../../domain/stop-pace.js';
import type { LadderKind } from '../../domain/stop-task.js';
import { type BeforeAndAfter, figuresOf } from '../consent/consent.js';
import { marginFacts, maxLotsOf, moneyFacts, type OrderFacts } from '../consent/facts.js';
import type { CommandContext } from '../define-command.js';
import { openPositionOf, shortsToBe } from '../holdings.js';
import { costOf } from '../order-cost.js';
import type { PlannedOrder, PreparedLadder } from './prepare.js';

/** Roubles are decimal strings. */
export interface LadderPreview {
  readonly ladder: LadderKind;
  readonly direction: 'buy' | 'sell';
  readonly orders: number;
  readonly instruments: number;
  /** Of those instruments. */
  readonly tickers: readonly string[];
  readonly levels: readonly string[];
  /** Of each order, at most. */
  readonly sum: string;
  readonly child: 'limit' | 'market';
  readonly lifetimeMinutes: number;
  readonly renew: boolean;
  /** What all the orders are worth at their levels. */
  readonly total: string;
  /** Money that they take if all trigger, of futures their guarantee; null where that is not known. */
  readonly needed: string | null;
  readonly free: string;
  /** How much more that is than there is; null where there is enough. */
  readonly lacking: string | null;
  /** How long placing them takes by the rate limit. */
  readonly seconds: number;
  /** The last ones, where placing takes longer than they live: they will be skipped, unless they live so long. */
  readonly late: { readonly orders: number; readonly lifetimeMinutes: number } | null;
  readonly skipped: readonly SkippedStop[];
  /** Tasks that have, or will have, stop orders in the same instruments, and how many. */
  readonly standing: readonly { readonly task: string; readonly orders: number }[];
  /** Of sales that would leave a short position. */
  readonly shorts?: ShortsToAgree;
}

export interface ShortsToAgree {
  /** Securities or contracts. */
  readonly positions: readonly {
    readonly ticker: string;
    readonly instrumentUid: string;
    readonly amount: number;
    readonly held: number;
  }[];
  readonly money: BeforeAndAfter;
  readonly margin: BeforeAndAfter;
  /** The margin afterwards is less than that: rates were asked of a few instruments alone. */
  readonly isAtMost: boolean;
}

export async function previewOf(
  kind: LadderKind,
  prepared: PreparedLadder,
  { renew, context }: { renew: boolean; context: CommandContext },
): Promise<LadderPreview> {
  const { terms, plan, orders, holdings } = prepared;
  const uids = [...new Set(orders.map(({ instrument }) => instrument.uid))];
  const { mode, accountId } = context.broker;
  const { direction, levels, sum, child, lifetimeMinutes } = terms;
  const [money, standing, shorts] = await Promise.all([
    moneyFacts(context, Promise.resolve(holdings)),
    standingStops(context.db, { mode, accountId, uids }),
    direction === 'sell' ? shortsOf(orders, { holdings, context }) : undefined,
  ]);
  const { total, needed } = moneyOf(prepared);
  const lacking = needed?.sub(money.money);
  const placed = new Set(orders.map(({ instrument }) => instrument.ticker));
  const perMinute = context.broker.stopOrders.perMinute();
  const late = placedTooLate(orders.length, { lifetimeMinutes, perMinute });
  return {
    ladder: kind,
    ...{ direction, levels, sum, child, lifetimeMinutes, renew },
    orders: orders.length,
    instruments: uids.length,
    tickers: prepared.tickers.filter((ticker) => placed.has(ticker)),
    total: total.toFixed(2, Decimal.ROUND_UP),
    needed: needed?.toFixed(2, Decimal.ROUND_UP) ?? null,
    free: Decimal.max(0, money.money).toFixed(2, Decimal.ROUND_DOWN),
    lacking: lacking?.gt(0) ? lacking.toFixed(2, Decimal.ROUND_UP) : null,
    seconds: secondsToPlace(orders.length, { perMinute }),
    late: late > 0 ? { orders: late, lifetimeMinutes: minutesToPlace(orders.length, { perMinute }) } : null,
    skipped: plan.skipped,
    standing,
    ...(shorts && { shorts }),
  };
}

/** Of all orders, in roubles; `needed` by purchases alone. */
export function moneyOf({ terms: { direction }, orders }: PreparedLadder): {
  readonly total: Decimal;
  readonly needed: Decimal | undefined;
} {
  const costs =
    direction === 'buy'
      ? orders.map(({ instrument, price, amount }) => costOf({ instrument, direction, price, amount }))
      : [undefined];
  return { total: sumOf(orders.map(worthOf)) ?? new Decimal(0), needed: sumOf(costs) };
}

const worthOf = ({ instrument, price, amount }: PlannedOrder): Decimal =>
  paidFor(instrument, price).mul(amount);

/** Undefined as soon as one is. */
export const sumOf = (values: readonly (Decimal | undefined)[]): Decimal | undefined =>
  values.reduce((sum, each) => sum && each && sum.add(each), new Decimal(0));

/** The broker tells its rate of one instrument a call, 100 a minute: of more than this the whole price is taken. */
const MOST_WITH_RATES = 10;

export type TriggeredOrder = Pick<PlannedOrder, 'instrument' | 'amount' | 'price'>;

/** What sales would leave short if all of them trigger; undefined for nothing. */
export async function shortsOf(
  orders: readonly TriggeredOrder[],
  { holdings, context }: Pick<PreparedLadder, 'holdings'> & { context: CommandContext },
): Promise<ShortsToAgree | undefined> {
  const shorts = shortsToBe(orders, holdings);
  if (shorts.length === 0) return undefined;
  const isAtMost = shorts.filter(({ instrument }) => !instrument.future).length > MOST_WITH_RATES;
  const facts = shorts.map(async ({ instrument, amount }): Promise<OrderFacts> => {
    const own = orders.filter((order) => order.instrument.uid === instrument.uid);
    const worth = sumOf(own.map((order) => order.price.mul(order.amount))) ?? new Decimal(0);
    const price = worth.div(amount);
    const asks = !isAtMost && !instrument.future;
    return {
      ...{ instrument, direction: 'sell', amount, price },
      open: openPositionOf(instrument, holdings),
      guarantee: instrument.future?.margin,
      maxLots: asks ? await maxLotsOf({ instrument }, context.broker) : undefined,
    };
  });
  const [all, money, margin] = await Promise.all([
    Promise.all(facts),
    moneyFacts(context, Promise.resolve(holdings)),
    marginFacts(context),
  ]);
  const figures = figuresOf({ orders: all, account: { ...money, ...margin } });
  const { before } = figures.margin;
  const most = sumOf(
    all.map(({ instrument, price, amount, open, guarantee }) => {
      const short = amount - Math.max(0, open);
      return (instrument.future ? guarantee?.toSell : price)?.mul(short);
    }),
  );
  const after = before !== null && most ? most.add(before).toFixed(2, Decimal.ROUND_UP) : null;
  return {
    positions: shorts.map(({ instrument, short, free }) => ({
      ticker: instrument.ticker,
      instrumentUid: instrument.uid,
      amount: short,
      held: free,
    })),
    money: figures.money,
    margin: isAtMost ? { before, after } : figures.margin,
    isAtMost,
  };
}
