import type { FindAnswer } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';

/** A line an instrument, the best first. */
export function foundText(locale: Locale, result: unknown): string {
  const { search, items } = result as FindAnswer;
  if (items.length === 0) return translate(locale, 'found-nothing', { search });
  return items.map((each) => translate(locale, 'found-line', figuresOf(each))).join('\n');
}
