import { Decimal } from '../../domain/decimal.js';
import { paidFor } from '../../domain/instrument.js';
import type { Direction } from '../../domain/order.js';
import { moneyFacts } from '../consent/facts.js';
import type { CommandContext } from '../define-command.js';
import { readHoldings } from '../holdings.js';
import { type ShortsToAgree, shortsOf, sumOf, type TriggeredOrder } from '../ladder/preview.js';
import { costOf } from '../order-cost.js';

/** What stop orders come to if all of them trigger; roubles, decimal strings. */
export interface IfTriggered {
  /** What all of them are worth at their prices. */
  readonly total: string;
  /** Money that the purchases take, of futures their guarantee; null where that is not known. */
  readonly needed: string | null;
  readonly free: string;
  /** How much more that is than there is; null where there is enough. */
  readonly lacking: string | null;
  /** Of sales that would leave a short position. */
  readonly shorts?: ShortsToAgree;
}

export async function ifAllTrigger(
  orders: readonly (TriggeredOrder & { readonly direction: Direction })[],
  context: CommandContext,
): Promise<IfTriggered> {
  const sales = orders.filter(({ direction }) => direction === 'sell');
  const purchases = orders.filter(({ direction }) => direction === 'buy');
  const holdings = await readHoldings(context);
  const [money, shorts] = await Promise.all([
    moneyFacts(context, Promise.resolve(holdings)),
    shortsOf(sales, { holdings, context }),
  ]);
  const total = sumOf(
    orders.map(({ instrument, price, amount }) => paidFor(instrument, price).abs().mul(amount)),
  );
  const needed = sumOf(purchases.map(costOf));
  const lacking = needed?.sub(Decimal.max(0, money.money));
  return {
    total: (total ?? new Decimal(0)).toFixed(2, Decimal.ROUND_UP),
    needed: needed?.toFixed(2, Decimal.ROUND_UP) ?? null,
    free: Decimal.max(0, money.money).toFixed(2, Decimal.ROUND_DOWN),
    lacking: lacking?.gt(0) ? lacking.toFixed(2, Decimal.ROUND_UP) : null,
    ...(shorts && { shorts }),
  };
}
