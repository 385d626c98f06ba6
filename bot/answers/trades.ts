import { exactMoney } from '../../commands/account/money-text.js';
import type { TradeJson, Trades } from '../../commands/index.js';
import { Decimal } from '../../domain/decimal.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { MOST_LINES } from './most-lines.js';

/** The executions of some days, those of one order together, the newest last. */
export function tradesText(locale: Locale, result: unknown): string {
  const { from, to, items, totals, otherCurrencies } = result as Trades;
  const orders = ordersOf(items);
  const shown = orders.slice(-MOST_LINES);
  const days = translate(locale, 'account-days', { from, to: from === to ? null : to });
  if (items.length === 0) return translate(locale, 'trades-none', { days });
  return [
    translate(locale, 'trades-title', { days }),
    ...(orders.length > shown.length
      ? [translate(locale, 'trades-more', { count: orders.length - shown.length })]
      : []),
    ...shown.map((each) => translate(locale, 'trades-line', figuresOf(each))),
    translate(locale, 'trades-totals', figuresOf(totals)),
    ...(totals.commissionUnknown > 0
      ? [translate(locale, 'account-commission-unknown', { count: totals.commissionUnknown })]
      : []),
    ...(otherCurrencies > 0
      ? [translate(locale, 'account-other-currencies', { count: otherCurrencies })]
      : []),
  ].join('\n');
}

/** What one order executed, told at its last execution; the commission where all of it is known. */
function ordersOf(items: readonly TradeJson[]) {
  const byOrder = new Map<string, TradeJson[]>();
  for (const item of items) {
    const { order, task, instrumentUid, direction, source, time } = item;
    const key = [order ?? time, task, instrumentUid, direction, source].join(' ');
    const others = byOrder.get(key);
    if (others) others.push(item);
    else byOrder.set(key, [item]);
  }
  return [...byOrder.values()].flatMap((some) => {
    const last = some.at(-1);
    if (!last) return [];
    const added = (values: readonly string[]): Decimal =>
      values.reduce((all, each) => all.add(each), new Decimal(0));
    const amount = some.reduce((all, each) => all + each.amount, 0);
    const sum = added(some.map((each) => each.sum));
    const interest = added(some.map((each) => each.accruedInterest));
    const commissions = some.flatMap(({ commission }) => commission ?? []);
    return [
      {
        ...last,
        amount: String(amount),
        sum: exactMoney(sum),
        accruedInterest: interest.isZero() ? null : exactMoney(interest),
        price: sum.div(amount).toFixed(),
        commission: commissions.length === some.length ? exactMoney(added(commissions)) : null,
        count: some.length,
      },
    ];
  });
}
