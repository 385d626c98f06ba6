/** `report` and `warning` are sent to people; `info` is for the audit page and the live feed. */
export type Severity = 'info' | 'report' | 'warning';

/**
 * What happened, as data: the words are in `locales/` under `journal-<kind>`, made when someone reads them, in
 * their language. Never a token, a chat's text or personal data.
 */
export interface JournalEntry {
  /** The readable task id, where it belongs to one. */
  readonly taskId: string | null;
  readonly kind: JournalKind;
  readonly severity: Severity;
  readonly data: Readonly<Record<string, string | number | null>>;
}

/** With the figures each carries in `data`. */
export const JOURNAL_KINDS = [
  /** by, direction, ticker, amount, limitPrice; of spreads nearTicker, ratio too */
  'task-asked',
  /** by, task (its kind), amount (orders), ticker, and the plain figures of its request: a task about stop orders */
  'stops-asked',
  /** number, ticker, direction, lots, price (the stop price) */
  'stop-placed',
  /** the same and code, message: the broker does not take it */
  'stop-refused',
  /** the same: sent, and no certain answer yet */
  'stop-in-doubt',
  /** the same and count: so many like it are there that no task knows of, and nobody can tell which is its own */
  'stop-needs-person',
  /** number, by, placed (yes, no): what a person said about it */
  'stop-settled',
  /** number, ticker, stopOrderId: it is there twice, under this id of the broker too */
  'stop-twice',
  /** stops (the kind), round, executed, amount, skipped, failed, until: a round of a ladder that is renewed is placed */
  'stops-round',
  /** stops (the kind), ticker, executed, amount, skipped, failed; of `remove` triggered: orders, not securities */
  'stops-done',
  'stops-cancelled',
  /** the same and code, message */
  'stops-failed',
  /** by, task (its kind), and the plain figures of its request: a task that only watches */
  'watching-asked',
  /** task, ticker, against, price, rises (yes, no), at (the price one can trade at), once (yes, no): the price is crossed */
  'alert-crossed',
  /** task, rate, count, pairs (a line each, the best first), more: these crossed the rate since the scan before */
  'watch-crossed',
  /** task, reason, of, forMinutes, and the plain figures of its request; code, message: for so long it has seen nothing */
  'watching-blind',
  /** task, and the plain figures of its request: it sees again */
  'watching-sees',
  /** task, told (reports), why, and what its title needs */
  'watching-done',
  'watching-cancelled',
  /** the same and code, message */
  'watching-failed',
  /** stash (its number), name, count, previous (the version that its place held before) */
  'stash-saved',
  /** stash, number, ticker, direction, lots, price, stopOrderId: it triggered before it was cancelled */
  'stash-triggered',
  /** the same: it was not found any more, and nobody knows why */
  'stash-gone',
  /** the same and message: the broker does not cancel it */
  'stash-cancel-refused',
  /** by, stash, number, ticker, direction, lots, price, active (yes, no): what a person made of a saved order */
  'stash-edited',
  /** stash, what, number, ticker, direction, lots, price, detail: in what the broker's list is not the stash */
  'restore-difference',
  /** stash, same, of, count: the broker's list is the stash, or differs from it in so many orders */
  'restore-proved',
  'restore-differs',
  /** by: a pause, a resume, a cancel was asked for */
  'pause-asked',
  'resume-asked',
  'cancel-asked',
  /** by, amount, limitPrice, and what they were: wasAmount, wasLimitPrice; of spreads ticker, nearTicker, changes too */
  'task-amended',
  /** reason */
  'task-waiting',
  /** reason: what it waited for is there (again) */
  'task-running',
  /** number, direction, ticker, lots, price */
  'order-sent',
  /** number, brokerOrderId, lots */
  'order-working',
  /** number, lots, price */
  'order-cancelling',
  /** number, code, message: the broker does not withdraw it; tried again, ever more seldom */
  'cancel-refused',
  /** number, status, lots, averagePrice */
  'order-final',
  /** number, code, message */
  'order-refused',
  /**
   * ticker, direction, reason, of, seconds: trading, and yet no order could be placed for so long, and what is missing;
   * where a limit would be broken also limit, value, would
   */
  'no-order-placed',
  /** number: no certain answer yet */
  'order-in-doubt',
  /** number, seconds, halted: yes while nothing may be sent to settle it */
  'order-still-in-doubt',
  /** task, ticker, direction, number, lots, executed, sentAt: of a past day, and the broker does not know it any more */
  'order-needs-person',
  /** by, number, lots, leg: what a person said was executed of it */
  'order-settled',
  /** number, lots, price, executed, amount */
  'fill',
  /** ticker, message: the database refuses an entry of the order log for good, so the task ends as soon as it is safe */
  'log-refused',
  /** line, message: the database refuses a line of the journal for good */
  'line-refused',
  /** number, lots, price: executed of an order whose end was counted already; it counts now */
  'late-fill',
  /**
   * direction, ticker, executed, amount, averagePrice, commission; of spreads also nearTicker, wantedPrice, slippage,
   * farExecuted, farAverage, nearExecuted, nearAverage, unhedged, largestUnhedged, longestUnhedged (seconds)
   */
  'task-done',
  'task-cancelled',
  /** the same and code, message */
  'task-failed',
  /** ticker, unhedged, reason: a hedge is owed and cannot be sent now (closed, halted, no-book, in-doubt, refused) */
  'hedge-held-back',
  /** ticker, unhedged, lots, price: an order of the account that is not ours stands where the hedge would trade */
  'hedge-blocked',
  /** ticker, lots, price, task: the order of another task was withdrawn, because the hedge would have met it */
  'way-cleared',
  /** ticker, lots, seconds: what was owed is hedged */
  'hedge-done',
  /** ticker, unhedged, price, bound, dueLots: a hedge cannot be had within its bounds; keep trying, cross at any price, or leave it */
  'hedge-needs-person',
  /** by, choice: what a person answered */
  'hedge-answered',
  /** ticker, days, amount, deliverable: a future that is held ends soon */
  'future-expires',
  /** ticker, ratio, price, wanted, executed: a fill came before the ratio that was asked for, so the old one stays */
  'ratio-stays',
  /** ticker, lots: so many whole near lots are hedged more than is due */
  'over-hedged',
  /** brokerOrderId, ticker, direction, lots: an order of the account that is not ours */
  'foreign-order',
  /** ticker, number, lots: a finished task left the order working, so it is cancelled */
  'leftover-order',
  /** ticker, number, lots: the log says that it ended, and the broker that so much of it works */
  'order-works-on',
  /** ticker, number, known, executed: lots of it by the log, and by the broker */
  'order-executed-differs',
  /** ticker, number, executed: it ended after its task, which nobody had written down */
  'order-ended-unheard',
  /** ticker, number, direction, lots, executed, sentAt: of a finished task, and the broker does not know it any more */
  'order-end-unknown',
  /** ticker, brokerOrderId, direction, traded, amount (securities): an order that is not ours was executed; held by now */
  'foreign-trade',
  /** the same and stopOrderId: a stop order of a task placed it */
  'stop-trade',
  /** ticker, direction, lots, price (the stop price), stopOrderId, number: a stop order that is not ours */
  'foreign-stop',
  /** the same: one of ours triggered, ended at its time, was cancelled by somebody else, or is in no list any more */
  'stop-triggered',
  'stop-expired',
  'stop-cancelled-elsewhere',
  'stop-lost',
  /** the same: it waits for its price though the log says that it ended; one that a finished task sent is there after all */
  'stop-works-on',
  'stop-appeared',
  /** count, tickers, more: so many of a task triggered; so many tickers more */
  'stops-triggered',
  /** ticker, was, since, expected, amount (securities), guess: a position that no order explains; what may be behind it */
  'position-differs',
  /** the same; guess: future-ended or future-delivered, which needs nobody */
  'position-explained',
  /** ticker, needed, amount (securities): a running spread counts on more than is held, since others traded */
  'hedge-gone',
  /** by: the kill switch, on and off */
  'halted',
  'unhalted',
  /** by: what trading with real money risks was confirmed for the account */
  'risk-confirmed',
  /** by, setting, was, is: null is none */
  'setting-changed',
  /** by, number, tasks: everything of the account is being cancelled */
  'cancel-begun',
  /** number, tasks, orders, stopOrders, left, triggered: how many were cancelled and how many not; executed, owing: lines of figures */
  'cancel-done',
  /** number, orders, stopOrders: what was sent before and cannot be found; it is watched for */
  'cancel-watches',
  /** ticker, direction, lots, price, code, message: it works on, and why */
  'cancel-left',
  /** number, ticker, direction, lots: a stop order of before appeared after all was reported, and is cancelled */
  'cancel-late',
  /** number: no worker took it away in time, so the process that takes commands cancels it */
  'unwanted-order',
  /** the sweep started a task whose workflow was missing */
  'task-started-again',
  /** seconds: another worker goes on with it, whose worker fell silent so long ago */
  'task-taken-over',
  /** part, detail: a part of the program is away for some seconds */
  'part-away',
  /** part, seconds: it is back after so long */
  'part-back',
  /** by, ladder, list (white, black), added, removed: tickers */
  'ladder-list-changed',
  /** by, listed, added, changed, gone: how many instruments the broker lists, and what is new in that */
  'catalogue-read',
  /** by, listed, before; of each kind that is too short `told/before`: so few that nothing of it is taken over */
  'catalogue-refused',
  /** message: what the broker lists could not be read for an hour */
  'catalogue-unread',
  /** read, failed (shares), message: dividends; of those that failed what was read before stays */
  'dividends-read',
  'dividends-unread',
  /** command, by: a command was carried out that is not a task */
  'command',
] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];
