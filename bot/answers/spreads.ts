import type {
  ObtainablePrice,
  PricedRow,
  SpreadQuestion,
  SpreadsPreview,
  UnwindPreview,
} from '../../commands/index.js';
import type { SpreadRow } from '../../database/index.js';
import { describeError, type Locale, translate } from '../../locales/index.js';
import { consentLines, othersLine, refusedLines } from './consent.js';
import { figuresOf } from './figures.js';

interface Terms {
  readonly sell: boolean;
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly amount: number;
  readonly ratio: string | null;
  readonly price: string;
}

/** What a spread is, in one line. */
function spreadLine(locale: Locale, terms: Terms, row?: number): string {
  const words = {
    terms: translate(locale, 'spread-terms', figuresOf(terms)),
    wanted: translate(locale, 'spread-wanted', figuresOf(terms)),
  };
  return row === undefined
    ? `${words.terms}, ${words.wanted}`
    : translate(locale, 'spread-row', { row: String(row), ...words });
}

/** A row that was added to the queue. */
export function addedSpreadText(locale: Locale, result: unknown): string {
  const row = result as SpreadRow;
  const { active } = figuresOf({ active: row.active });
  const line = spreadLine(locale, row, row.id);
  return translate(locale, 'answer-spread', { line, row: String(row.id), active });
}

/** What each spread can be had for, or why it cannot. */
export function pricesText(locale: Locale, rows: readonly PricedRow[]): string {
  if (rows.length === 0) return translate(locale, 'prices-nothing');
  return rows
    .map((row) => {
      const line = spreadLine(locale, { ...row, price: row.wantedPrice }, row.row);
      const priced = (how: 'passive' | 'crossing', price: ObtainablePrice | null) =>
        price ? [translate(locale, `price-${how}`, figuresOf({ ...row, ...price }))] : [];
      const lines = [
        ...priced('passive', row.passive),
        ...priced('crossing', row.crossing),
        ...row.obstacles.map((each) => describeError(locale, each)),
      ];
      return translate(locale, 'prices-spread', { line, prices: lines.join('\n') });
    })
    .join('\n\n');
}

/** What a person is asked before spreads start: each that takes consent with its reasons, and what happens besides. */
export function spreadQuestionText(locale: Locale, command: string, preview: unknown): string {
  const {
    questions,
    others = [],
    refused = [],
    unhedged,
    held,
  } = preview as Pick<SpreadsPreview, 'questions'> & Partial<SpreadsPreview & UnwindPreview>;
  return [
    ...questions.map((each) => questionOf(locale, each)),
    ...othersLine(locale, others),
    ...refusedLines(locale, refused),
    ...(unhedged ? [translate(locale, 'consent-unhedged', { ...unhedged })] : []),
    ...(held ? [translate(locale, 'consent-held', { ...held })] : []),
    translate(locale, `preview-${command}`),
  ].join('\n\n');
}

function questionOf(locale: Locale, question: SpreadQuestion & { readonly row?: number }): string {
  const { limitPrice: price, consent, opposite, row } = question;
  const reasons = [
    ...(consent ? consentLines(locale, consent) : []),
    ...(['far', 'near'] as const).flatMap((leg) => oppositeLine(locale, leg, opposite)),
  ];
  const line = spreadLine(locale, { ...question, price }, row);
  return translate(locale, 'question-spread', { line, reasons: reasons.join('\n') });
}

/** Who trades one leg the other way, in one line. */
function oppositeLine(
  locale: Locale,
  leg: 'far' | 'near',
  opposite: SpreadQuestion['opposite'],
): readonly string[] {
  const ofLeg = opposite.filter((each) => each.leg === leg);
  const [first] = ofLeg;
  if (!first) return [];
  const others = ofLeg.map(
    ({ task, origin }) => task ?? translate(locale, 'trade-of-row', { row: origin?.split('/').at(-1) }),
  );
  return [translate(locale, `consent-opposite-${leg}`, { ticker: first.ticker, others: others.join(', ') })];
}
