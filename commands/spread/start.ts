import type { TaskRow } from '../../database/index.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { ConsentNeededError } from '../consent/errors.js';
import type { CommandContext, CommandDependencies } from '../define-command.js';
import { ordersOfSpread } from '../running-orders.js';
import { brokerOfRequest } from '../shared-reads.js';
import { startTask } from '../start-order.js';
import { mustBeConsented, pairName, type SpreadConsent } from './consent.js';
import { isSameTrade, type OppositeTrade, oppositeOf, runningTrades, tradesOf } from './opposite-trades.js';
import type { WantedSpread } from './pair.js';
import { type CheckedSpread, spreadRequest } from './request.js';
import { mustBeAhead } from './row.js';

/** A spread that is to start. */
export interface SpreadToStart {
  readonly wanted: WantedSpread;
  /** What it comes from; at most one unfinished task for each. */
  readonly origin: string;
}

/** What a person is asked about one spread before it starts; plain data, as it is shown and kept. */
export interface SpreadQuestion
  extends Pick<SpreadRequest, 'sell' | 'nearTicker' | 'amount' | 'ratio' | 'limitPrice'> {
  readonly origin: string;
  readonly farTicker: string;
  /** Why it takes consent for itself, with money and margin; null where it does not. */
  readonly consent: SpreadConsent | null;
  /** What trades an instrument of it the other way. */
  readonly opposite: readonly OppositeTrade[];
}

/** The same, read anew in the moment of the start: rows and tasks may change after the question. */
export interface SpreadStart {
  readonly wanted: () => Promise<WantedSpread>;
  readonly origin: string;
}

/**
 * Checks a spread as its start does.
 * @param before those that start with it and before it: what they take is not there for it
 * @throws CommandError
 */
export async function checkSpread(
  wanted: WantedSpread,
  context: CommandContext,
  before: readonly CheckedStart[] = [],
): Promise<CheckedSpread> {
  mustBeAhead(wanted.options?.until ?? null);
  const starting = before.flatMap(({ checked: { request } }) =>
    ordersOfSpread(request, { ratio: request.ratio, left: request.amount }),
  );
  return spreadRequest(wanted, { db: context.db, broker: brokerOfRequest(context), starting });
}

export interface CheckedStart extends SpreadToStart {
  readonly checked: CheckedSpread;
}

/** What has to be asked before these start together: nothing of those that take no consent and oppose nothing. */
export async function questionsOf(
  starts: readonly CheckedStart[],
  { db, broker }: CommandDependencies,
): Promise<SpreadQuestion[]> {
  const starting = starts.map(({ origin, checked: { request } }) => ({
    task: null,
    origin,
    ...tradesOf(request),
  }));
  const trades = [...(await runningTrades(db, broker)), ...starting];
  return starts.flatMap(({ origin, checked: { request, consent = null } }) => {
    const opposite = oppositeOf(request, origin, trades);
    if (consent === null && opposite.length === 0) return [];
    const { sell, ticker: farTicker, nearTicker, amount, ratio, limitPrice } = request;
    return [{ origin, sell, farTicker, nearTicker, amount, ratio, limitPrice, consent, opposite }];
  });
}

/**
 * Starts a spread once a request, when all it takes was agreed to.
 * @param agreed the questions that a person said yes to
 * @throws CommandError
 */
export function startSpread(
  { wanted, origin }: SpreadStart,
  agreed: readonly SpreadQuestion[],
  context: CommandContext,
): Promise<TaskRow> {
  const request = async () => {
    const { request: checked, consent } = await checkSpread(await wanted(), context);
    const question = agreed.find((each) => each.origin === origin && isOf(each, checked));
    mustBeConsented(consent, question?.consent ? [question.consent] : []);
    const opposite = oppositeOf(checked, origin, await runningTrades(context.db, context.broker));
    if (opposite.some((each) => !question?.opposite.some((shown) => isSameTrade(shown, each))))
      throw new ConsentNeededError(pairName({ farTicker: checked.ticker, nearTicker: checked.nearTicker }));
    const shown = consent && question?.consent;
    if (!shown) return checked;
    const { amount, ratio, reasons } = shown;
    return { ...checked, agreed: { amount, ratio, reasons } };
  };
  return startTask({ kind: 'spread', request, origin }, context);
}

const TERMS = ['sell', 'nearTicker', 'amount', 'ratio', 'limitPrice'] as const;

const isOf = (question: SpreadQuestion, request: SpreadRequest): boolean =>
  question.farTicker === request.ticker && TERMS.every((term) => question[term] === request[term]);
