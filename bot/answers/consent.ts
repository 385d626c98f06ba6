import type { Consent, OrderConsent, RefusedRow, SellbuyPreview } from '../../commands/index.js';
import { describeError, type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';

/** Why a person is asked, and money and margin before and after, a line each. */
export const consentLines = (locale: Locale, { reasons, money, margin }: Consent): string[] => [
  ...reasons.map((each) => translate(locale, `consent-${each.why}`, figuresOf(each))),
  translate(locale, 'consent-money', { ...money }),
  translate(locale, 'consent-margin', { ...margin }),
];

/** Rows of a queue that start beside those that are asked about. */
export const othersLine = (locale: Locale, others: readonly number[]): string[] =>
  others.length > 0 ? [translate(locale, 'question-others', { rows: others.join(', ') })] : [];

export const refusedLines = (locale: Locale, refused: readonly RefusedRow[]): string[] =>
  refused.map(({ row, ticker, error }) =>
    translate(locale, 'answer-row-refused', { row, ticker, reason: describeError(locale, error) }),
  );

/** What a person is asked before a purchase or a sale that borrows. */
export const orderQuestionText = (locale: Locale, command: string, preview: unknown): string =>
  [questionOf(locale, preview as OrderConsent), translate(locale, `preview-${command}`)].join('\n\n');

/** The same of several rows of the queue, and what happens besides. */
export function queueQuestionText(locale: Locale, command: string, preview: unknown): string {
  const { questions, others, refused } = preview as SellbuyPreview;
  return [
    ...questions.map((each) => questionOf(locale, each)),
    ...othersLine(locale, others),
    ...refusedLines(locale, refused),
    translate(locale, `preview-${command}`),
  ].join('\n\n');
}

function questionOf(locale: Locale, consent: OrderConsent & { readonly row?: number }): string {
  const { row } = consent;
  const order = translate(locale, 'order-line', figuresOf(consent));
  const line = row === undefined ? order : translate(locale, 'order-row', { row: String(row), line: order });
  return translate(locale, 'question-order', { line, reasons: consentLines(locale, consent).join('\n') });
}
