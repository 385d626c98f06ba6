import type { TickerJson } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { MOST_LINES } from './most-lines.js';

/** An instrument with its market, and what makes a spread with it. */
export function tickerText(locale: Locale, result: unknown): string {
  const { partners, ...told } = result as TickerJson;
  const figures = figuresOf(told);
  const say = (key: string) => translate(locale, `ticker-${key}`, figures);
  const isInRoubles = told.currency === 'RUB';
  return [
    say('title'),
    ...(told.active ? [] : [say('gone')]),
    ...(told.active && !told.apiTradable ? [say('not-by-api')] : []),
    ...(told.status === null ? [] : [say(isInRoubles ? 'market' : 'market-foreign')]),
    say(isInRoubles ? 'lot' : 'lot-foreign'),
    ...(told.kind === 'future' ? [say(told.perpetual ? 'perpetual' : 'future')] : []),
    ...(told.marginToBuy === null && told.marginToSell === null ? [] : [say('margin')]),
    ...(partners.length === 0 ? [] : [say('partners')]),
    ...partners.slice(0, MOST_LINES).map((each) => translate(locale, 'ticker-partner', figuresOf(each))),
  ].join('\n');
}
