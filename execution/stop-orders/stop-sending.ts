import {
  AccessDeniedError,
  BrokerError,
  DuplicateOrderError,
  NotServedError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
} from '../../broker/errors.js';
import { LimitBrokenError, type LoggedStop, recordStopIntent } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { type LimitBreach, orderValue } from '../../domain/limits.js';
import type { TaskError } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { wordsOf } from '../leg-record.js';
import type { ListTask } from '../list-executor.js';
import { giveSendingLeave } from '../sending-leave.js';
import type { StopRecord } from './stop-record.js';

/** What one try to place a stop order says about the next ones. */
export type Sent =
  | { readonly kind: 'told' }
  /** Nobody knows whether it is there. */
  | { readonly kind: 'doubt' }
  /** Certainly not sent: nothing more can be for so long. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Its instrument takes no stop orders now. */
  | { readonly kind: 'closed' }
  /** No order would be taken. */
  | { readonly kind: 'hopeless'; readonly error: TaskError };

const REFUSED_INTENT_MS = 500;
/** It is skipped when it would expire sooner than this. */
const EXPIRES_TOO_SOON_MS = 1_000;

/** Places one stop order: written down first, under the claim; then sent, within 500 ms, while it is still wanted. */
export async function sendStop(
  { db, broker, logger }: ExecutionDependencies,
  { list, record, onRefusedIntent }: { list: ListTask; record: StopRecord; onRefusedIntent: () => void },
  planned: LoggedStop,
): Promise<Sent> {
  const { terms, clientOrderId, number } = planned;
  const { expiry } = terms;
  if (expiry.type === 'till-date' && Date.parse(expiry.at) - Date.now() < EXPIRES_TOO_SOON_MS) {
    await record.skipped(planned, { code: 'stop-expired', data: { at: expiry.at } });
    return { kind: 'told' };
  }
  const instrument = await broker.instruments.byUid(terms.instrumentUid);
  if (!instrument) {
    await record.skipped(planned, { code: 'not-listed', data: { ticker: terms.ticker } });
    return { kind: 'told' };
  }
  const { version: wishVersion } = list.wish();
  const leave = giveSendingLeave(() => !list.hold() && list.wish().version === wishVersion);
  const endListening = list.onChange(() => void leave.isGiven());
  try {
    const value = orderValue({ lots: terms.lots, lot: instrument.lot, price: new Decimal(terms.stopPrice) });
    const written = await recordStopIntent(db, list.claim.claim, { number, wishVersion, value }).catch(
      breachOf,
    );
    if (typeof written === 'object') {
      await record.skipped(planned, { code: 'limit-broken', data: { ...written, ticker: terms.ticker } });
      return { kind: 'told' };
    }
    if (!written) {
      onRefusedIntent();
      return { kind: 'wait', ms: REFUSED_INTENT_MS };
    }
    record.sent(planned);
    const stop = record.of(number) ?? planned;
    if (!leave.isGiven()) {
      await record.outcome(stop, { state: 'planned' });
      return { kind: 'told' };
    }
    try {
      const { stopOrderId } = await broker.stopOrders.post(
        { ...terms, clientOrderId, instrument },
        { patienceMs: leave.leftMs(), whileWaiting: leave.signal, maySend: leave.isGiven },
      );
      await record.placed(stop, stopOrderId);
      return { kind: 'told' };
    } catch (error) {
      logger.debug(
        { err: error, task: list.row.id, number },
        'the stop order was not taken, or nobody knows',
      );
      return await notTaken(record, stop, error);
    }
  } finally {
    endListening();
  }
}

function breachOf(error: unknown): LimitBreach {
  if (error instanceof LimitBrokenError) return error.breach;
  throw error;
}

async function notTaken(record: StopRecord, stop: LoggedStop, error: unknown): Promise<Sent> {
  // What is not the broker's word, such as an answer that cannot be read, says nothing about the order either.
  const isUnknown = error instanceof OutcomeUnknownError || error instanceof DuplicateOrderError;
  if (!(error instanceof BrokerError) || isUnknown) {
    await record.outcome(stop, { state: 'sent', keyUsed: error instanceof DuplicateOrderError });
    return { kind: 'doubt' };
  }
  if (error instanceof RateLimitedError) {
    await record.outcome(stop, { state: 'planned' });
    return { kind: 'wait', ms: error.resetMs };
  }
  if (error instanceof NotTradingError) {
    await record.outcome(stop, { state: 'planned' });
    return { kind: 'closed' };
  }
  if (error instanceof AccessDeniedError || error instanceof NotServedError) {
    await record.outcome(stop, { state: 'planned' });
    const data = { brokerCode: error.brokerCode ?? '', ...wordsOf(error) };
    return { kind: 'hopeless', error: { code: 'broker-refused', data } };
  }
  await record.refused(stop, error);
  return { kind: 'told' };
}
