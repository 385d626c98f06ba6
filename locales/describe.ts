import { taskTitle } from './describe-task.js';
import type { Locale } from './locale.js';
import { hasText, type TextData, translate } from './translate.js';

/** The broker names its refusals by numbers, which stand in our codes' place in the journal. */
const BROKER_NUMBER = /^\d{5}$/;

/** These say nothing by themselves: the broker's words do, or else what to do. */
const REFUSALS = new Set(['error-refused', 'error-broker-refused']);

/** Entries that name the task they are about by its title; their `task` is its kind. */
const HAVE_TITLE = /^(stops-asked|watching-.*)$/;

/** Entries about what a task lacks to do its work. */
const TELLS_IDLENESS = new Set(['no-order-placed', 'watching-blind']);

/** What the journal keeps of an event, reduced to what its words need. */
export interface DescribedEntry {
  readonly kind: string;
  readonly data: TextData;
}

/** A journal entry in words, without its task's id. */
export function describeEntry(locale: Locale, { kind, data }: DescribedEntry): string {
  const { code, reason } = data;
  return translate(locale, entryKey(locale, { kind, data }), {
    ...data,
    reason,
    cause: null,
    ...commissionWords(locale, data),
    ...spreadReport(locale, { ...data, ...commissionWords(locale, data) }),
    ...(HAVE_TITLE.test(kind) && { title: taskTitle(locale, String(data.task), data) }),
    ...(data.stops != null && { report: stopsReport(locale, data) }),
    ...(code != null && {
      cause: describeError(locale, { code: String(code), data }),
    }),
    ...(TELLS_IDLENESS.has(kind) && { why: describeIdleness(locale, data) }),
    ...(reason != null && { reasonWord: waitingReason(locale, String(reason)) }),
  });
}

/** What is told of a spread otherwise than of a purchase has a text of its own. */
function entryKey(locale: Locale, { kind, data }: DescribedEntry): string {
  const key = `journal-${kind}-spread`;
  return data.nearTicker != null && hasText(locale, key) ? key : `journal-${kind}`;
}

/** What a report says of the commission: of orders that a person settled it may be unknown. */
function commissionWords(locale: Locale, data: TextData): TextData {
  if (data.commission == null) return {};
  const isNothing = Number(data.commission) === 0;
  const unknown = isNothing ? 'commission-unknown' : 'commission-partly';
  const key = data.commissionUnknownLots == null ? 'commission-known' : unknown;
  return { commissionWords: translate(locale, key, data) };
}

/** A kind that places and cancels tells it in words of its own. */
function stopsReport(locale: Locale, data: TextData): string {
  const own = `stops-report-${data.stops}`;
  return translate(locale, hasText(locale, own) ? own : 'stops-report', stopFigures(data));
}

/** Figures of an end of a task about stop orders; older entries may lack some. */
const stopFigures = (data: TextData): TextData => ({
  ...data,
  skipped: data.skipped ?? 0,
  failed: data.failed ?? 0,
  triggered: data.triggered,
});

/** What every end of a spread tells, in words. */
function spreadReport(locale: Locale, data: TextData): TextData {
  if (data.farExecuted === undefined) return {};
  const slippage = String(data.slippage ?? '0');
  const isWorse = slippage.startsWith('-') ? 'yes' : 'no';
  return {
    report: translate(locale, 'spread-report', { ...data, isWorse, difference: slippage.replace(/^-/, '') }),
  };
}

/**
 * A cause in words: our own text for the broker's number or for our code, and the broker's own words where we have
 * none for the number; then the number of the request, where the broker gave one. Nothing else of an error is ever
 * shown.
 */
export function describeError(locale: Locale, error: DescribedError): string {
  const obstacles = (error.obstacles ?? []).map((each) => `\n— ${describeError(locale, each)}`);
  const words = `${causeOf(locale, error)}${obstacles.join('')}`;
  const trackingId = error.data?.trackingId;
  return trackingId ? `${words} ${translate(locale, 'tracking-id', { trackingId })}` : words;
}

/** The broker's support asks for `trackingId` before anything else. */
interface DescribedError {
  readonly code: string;
  readonly data?: TextData;
  /** Where it is several at once: each gets a line of its own. */
  readonly obstacles?: readonly DescribedError[];
}

function causeOf(locale: Locale, { code, data = {} }: DescribedError): string {
  // Known only where a call was refused just now: what is written down is read later.
  if (data.retryAfterSeconds !== undefined)
    return translate(locale, 'error-rate-limited-for', { seconds: data.retryAfterSeconds });
  const refusal = `refusal-${data.brokerCode ?? code}`;
  if (hasText(locale, refusal)) return translate(locale, refusal);
  const key = hasText(locale, `error-${code}`) ? `error-${code}` : undefined;
  const ours = key ?? (BROKER_NUMBER.test(code) ? 'error-broker-refused' : 'error-internal');
  const words = translate(locale, ours, data);
  if (data.message) return `${words} ${translate(locale, 'broker-says', { message: data.message })}`;
  return REFUSALS.has(ours) ? `${words} ${translate(locale, 'broker-silent')}` : words;
}

/** Why a task waits, in words. */
export const waitingReason = (locale: Locale, reason: string): string =>
  hasText(locale, `waiting-${reason}`) ? translate(locale, `waiting-${reason}`) : reason;

/** What a part that is away means for running tasks, in one sentence; null when nothing is away. */
export const describeOutage = (locale: Locale, outage: string | undefined): string | null =>
  outage !== undefined && hasText(locale, `outage-${outage}`) ? translate(locale, `outage-${outage}`) : null;

/** Why a task that runs places no order, or sees nothing, in words. @param idle `of`: the ticker that it is about; older entries name neither */
export const describeIdleness = (locale: Locale, { reason, of, limit, value, would }: TextData): string =>
  translate(locale, hasText(locale, `idle-${reason}`) ? `idle-${reason}` : 'idle-no-price', {
    ...{ of, limit, value, would },
  });
