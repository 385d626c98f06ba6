import type { RestorePreview, StashJson, StashOrderJson } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { shortsText } from './ladders.js';

/** More lines than this nobody reads. */
const MOST_LINES = 30;

/** The stashes, or the orders of one. */
export function stashesText(locale: Locale, result: unknown): string {
  const { items, ...stash } = result as { readonly items: readonly (StashJson | StashOrderJson)[] };
  const lines = items
    .slice(0, MOST_LINES)
    .map((each) => ('position' in each ? orderLine(locale, each) : stashLine(locale, each)));
  const more = items.length - lines.length;
  return [
    ...('id' in stash ? [stashLine(locale, stash as unknown as StashJson)] : []),
    ...(items.length === 0 ? [translate(locale, 'stash-none')] : lines),
    ...(more > 0 ? [translate(locale, 'stash-more', { count: more })] : []),
  ].join('\n');
}

/** What a person is asked before a stash is restored. */
export function restoreQuestionText(locale: Locale, command: string, preview: unknown): string {
  const { shorts, ...shown } = preview as RestorePreview;
  const figures = figuresOf(shown);
  return [
    translate(locale, `preview-${command}`, figures),
    translate(locale, `preview-${command}-money`, figures),
    ...(shorts ? [shortsText(locale, shorts)] : []),
  ].join('\n\n');
}

const stashLine = (locale: Locale, stash: StashJson): string =>
  translate(locale, 'stash-line', figuresOf(stash));

function orderLine(locale: Locale, order: StashOrderJson): string {
  const { direction, lots, stopPrice } = order.terms ?? order.saved;
  const assumed = order.assumed.map((each) => translate(locale, `stash-assumed-${each}`)).join(', ');
  return translate(locale, 'stash-order-line', {
    ...figuresOf(order),
    ...{ direction, lots, stopPrice },
    ticker: order.ticker ?? order.saved.instrumentUid,
    assumed: assumed === '' ? null : assumed,
    goneSince: order.goneSince,
  });
}
