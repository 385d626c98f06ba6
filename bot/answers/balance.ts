import type { BalanceAnswer, MarginAnswer } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';

/** Money, what is promised of it, and the margin with what it means. */
export function balanceText(locale: Locale, result: unknown): string {
  const answer = result as BalanceAnswer;
  const { currencies, guarantee, promised, portfolio, margin, marginUntold, loading } = answer;
  const money = currencies.map((each) =>
    each.currency === 'RUB'
      ? translate(locale, 'balance-roubles', { ...each, guarantee: isNone(guarantee) ? null : guarantee })
      : translate(locale, 'balance-currency', { ...each }),
  );
  const without = marginUntold ? 'balance-margin-untold' : 'balance-no-margin';
  return [
    ...money,
    ...(isNone(promised) ? [] : [translate(locale, 'balance-promised', figuresOf(answer))]),
    ...(portfolio === null ? [] : [translate(locale, 'balance-portfolio', { portfolio })]),
    ...(margin ? marginLines(locale, margin) : [translate(locale, without)]),
    ...(loading ? [translate(locale, 'account-loading')] : []),
  ].join('\n');
}

const isNone = (money: string | null): boolean => money === null || Number(money) === 0;

function marginLines(locale: Locale, margin: MarginAnswer): string[] {
  const lacking = (margin.state === 'call' ? margin.toCall : margin.toStarting).replace('-', '');
  const figures = { ...figuresOf(margin), lacking };
  return [
    ...(margin.state === 'unneeded' ? [] : [translate(locale, 'balance-margin', figures)]),
    translate(locale, `balance-${margin.state}`, figures),
  ];
}
