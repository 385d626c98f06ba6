import type { LadderPreview, ListsView } from '../../commands/index.js';
import { describeError, type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';

/** More reasons than this nobody reads. */
const MOST_LINES = 12;

/** What a person is asked before a ladder is placed: figures first, then the lists, whole, because they are agreed to. */
export function ladderQuestionText(locale: Locale, command: string, preview: unknown): string {
  const { skipped, standing, shorts, levels, late, tickers, ...shown } = preview as LadderPreview;
  const figures = { ...figuresOf(shown), levels: levels.join(', '), minutes: shown.lifetimeMinutes };
  const { direction, lacking } = shown;
  const money = direction === 'sell' ? 'sell' : lacking === null ? 'enough' : 'lacking';
  return [
    [
      translate(locale, 'ladder-orders', figures),
      translate(locale, `ladder-money-${money}`, figures),
      translate(locale, 'ladder-time', { ...figures, minutesToPlace: Math.ceil(shown.seconds / 60) }),
    ].join('\n'),
    ...(late ? [translate(locale, 'ladder-late', { ...late })] : []),
    ...(shorts ? [shortsText(locale, shorts)] : []),
    translate(locale, 'ladder-tickers', { tickers: tickers.join(', ') }),
    ...(standing.length > 0
      ? [
          translate(locale, 'ladder-standing', {
            tasks: standing.map(({ task, orders }) => `${task} (${orders})`).join(', '),
          }),
        ]
      : []),
    ...(skipped.length > 0 ? [skippedText(locale, skipped)] : []),
    translate(locale, `preview-${command}`),
  ].join('\n\n');
}

/** What would become short, with money and margin before and after. */
export function shortsText(locale: Locale, shorts: NonNullable<LadderPreview['shorts']>): string {
  const { positions, money, margin, isAtMost } = shorts;
  return [
    translate(locale, 'ladder-shorts', { count: positions.length }),
    translate(locale, 'consent-money', figuresOf(money)),
    translate(locale, isAtMost ? 'ladder-margin-at-most' : 'consent-margin', figuresOf(margin)),
    translate(locale, 'ladder-short-list', {
      positions: positions.map((each) => translate(locale, 'ladder-short', figuresOf(each))).join(', '),
    }),
  ].join('\n');
}

/** Levels of one instrument that are skipped for one reason are one line. */
function skippedText(locale: Locale, skipped: LadderPreview['skipped']): string {
  const levelsOf = new Map<string, { reason: string; levels: string[] }>();
  for (const { ticker, level, reason } of skipped) {
    const key = `${ticker} ${reason.code}`;
    const line = levelsOf.get(key) ?? { reason: describeError(locale, reason), levels: [] };
    levelsOf.set(key, line);
    if (level !== null) line.levels.push(level);
  }
  const told = [...levelsOf.values()].map(({ reason, levels }) =>
    levels.length === 0
      ? reason
      : translate(locale, 'ladder-skipped-levels', { levels: levels.join(', '), reason }),
  );
  return [
    translate(locale, 'ladder-skipped'),
    ...lines(
      locale,
      told.map((each) => `— ${each}`),
    ),
  ].join('\n');
}

const lines = (locale: Locale, all: readonly string[]): readonly string[] =>
  all.length <= MOST_LINES
    ? all
    : [...all.slice(0, MOST_LINES), translate(locale, 'ladder-more', { count: all.length - MOST_LINES })];

/** Both lists of a ladder. */
export function listsText(locale: Locale, result: unknown): string {
  const { ladder, items } = result as ListsView & { readonly ladder: string };
  const of = (list: 'white' | 'black') => {
    const tickers = items
      .filter((item) => item.list === list)
      .map(({ ticker, active, goneSince }) =>
        active === false ? translate(locale, 'list-inactive', { ticker, goneSince }) : ticker,
      );
    return translate(locale, `list-${list}`, {
      ladder,
      count: tickers.length,
      tickers: tickers.length === 0 ? null : tickers.join(', '),
    });
  };
  return [of('white'), of('black')].join('\n\n');
}
