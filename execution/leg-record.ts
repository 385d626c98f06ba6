import type { BrokerError } from '../broker/errors.js';
import {
  type Claim,
  type HedgeRecord,
  isRefusedByDatabase,
  type LoggedState,
  type OrderIntent,
  type OrderOutcome,
  recordHedge,
  recordIntent,
  recordOutcome,
} from '../database/index.js';
import type { Decimal } from '../domain/decimal.js';
import type { JournalEntry, JournalKind, Severity } from '../domain/journal.js';
import type { SettledOrder } from '../domain/late-fill.js';
import { type Execution, executionOf, type Leg, type LegOrder } from '../domain/leg.js';
import type { Direction } from '../domain/order.js';
import type { TaskError } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';

export interface LegIdentity {
  readonly taskKey: string;
  readonly taskId: string;
  readonly leg: string;
  readonly ticker: string;
  readonly direction: Direction;
  readonly lot: number;
  /** Securities it is to reach: may be amended. */
  readonly amount: () => number;
  readonly claim: { readonly claim: { readonly epoch: string } };
  /** Of a spread's far leg: what its orders are hedged by, as of this moment; written down with each. */
  readonly ratio?: () => Decimal | undefined;
  /** By which each of them was written down, its own ones too. */
  readonly ratios?: Map<number, Decimal>;
}

type LogEntry = OrderOutcome | HedgeRecord;

export type LegRecord = ReturnType<typeof createLegRecord>;

/** Tells a person again about a doubt at most this often. */
const TELL_AGAIN_MS = 60_000;
/** That an order cannot be withdrawn is no news every minute, but must not be forgotten either. */
const CANCEL_REFUSED_AGAIN_MS = 600_000;

/**
 * Writes what happens to a leg's orders to the order log and the journal, beside the acting, never before it.
 * @param onRefused the database refuses an entry for good
 */
export function createLegRecord(
  { db, journal, logger }: ExecutionDependencies,
  identity: LegIdentity,
  onRefused: () => void,
) {
  let refusal: TaskError | undefined;
  const outcomes = createRetryingWriter<LogEntry>(
    (items) =>
      noticed(async () => {
        for (const item of withoutOlderOutcomes(items))
          await (isHedgeRecord(item) ? recordHedge(db, item) : recordOutcome(db, withRatio(item)));
      }),
    { logger, what: 'order log' },
  );
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let cancelRefusedAtMs = Number.NEGATIVE_INFINITY;

  const write = (kind: JournalKind, data: JournalEntry['data'], severity: Severity = 'info') =>
    journal.write({ taskId: identity.taskId, kind, severity, data: { ticker: identity.ticker, ...data } });

  /** What the log lacks whoever takes over may not know: a person is told, once. */
  async function noticed<T>(writing: () => Promise<T>): Promise<T> {
    try {
      return await writing();
    } catch (error) {
      if (isRefusedByDatabase(error) && !refusal) {
        const { message } = error as Error;
        refusal = { code: 'log-refused', data: { message } };
        write('log-refused', { message }, 'warning');
        onRefused();
      }
      throw error;
    }
  }

  /** What was executed by another ratio than it was written down with says so in the same entry. */
  const withRatio = (outcome: OrderOutcome): OrderOutcome =>
    outcome.executedLots > 0 ? { ...outcome, ratio: identity.ratio?.() } : outcome;

  const log = (
    order: Pick<LegOrder, 'number' | 'doubted' | 'brokerOrderId' | 'executed'>,
    state: LoggedState,
  ) =>
    outcomes.add({
      taskKey: identity.taskKey,
      leg: identity.leg,
      number: order.number,
      state,
      doubted: order.doubted,
      epoch: identity.claim.claim.epoch,
      brokerOrderId: order.brokerOrderId,
      executedLots: order.executed.lots,
      executedValue: order.executed.value,
      commission: order.executed.commission,
    });

  const fills = (before: Leg, after: Leg) => {
    const [was, is] = [executionOf(before), executionOf(after)];
    const lots = is.lots - was.lots;
    if (lots <= 0) return;
    const price = is.value.sub(was.value).div(lots * identity.lot);
    const executed = is.lots * identity.lot;
    const number = before.current?.number ?? 0;
    write('fill', { number, lots, price: price.toFixed(), executed, amount: identity.amount() });
  };

  return {
    /** Compares what was known with what is known now. */
    changed(before: Leg, after: Leg): void {
      fills(before, after);
      const [was, is] = [before.current, after.current];
      if (is) {
        if (is.phase === 'sent' && was?.phase !== 'sent') {
          write('order-sent', {
            direction: identity.direction,
            number: is.number,
            lots: is.lots,
            price: is.price.toFixed(),
          });
        } else if (is.phase === 'doubtful' && was?.phase !== 'doubtful') {
          write('order-in-doubt', { number: is.number });
          log(is, 'sent');
        } else if (
          is.phase === 'working' &&
          (was?.phase !== 'working' || was.executed.lots !== is.executed.lots)
        ) {
          if (was?.phase !== 'working') {
            write('order-working', {
              number: is.number,
              lots: is.lots,
              brokerOrderId: is.brokerOrderId ?? '',
            });
          }
          log(is, 'working');
        }
      } else if (was && after.nextNumber > was.number) {
        const lots = after.settled.lots - before.settled.lots;
        const value = after.settled.value.sub(before.settled.value);
        const averagePrice = lots > 0 ? value.div(lots * identity.lot).toFixed() : null;
        const commission = after.settled.commission.sub(before.settled.commission);
        log({ ...was, executed: { lots, value, commission } }, 'final');
        const status = lots >= was.lots ? 'filled' : 'cancelled';
        write('order-final', { number: was.number, status, lots, averagePrice });
      } else if (was && !is) {
        log(was, 'refused');
      }
    },
    /** More was executed of a settled order than was counted, or cost more commission. */
    late({ number, executed }: SettledOrder, { lots, value }: Execution): void {
      log({ number, executed, doubted: false, brokerOrderId: undefined }, 'final');
      if (lots === 0) return;
      const price = value.div(lots * identity.lot).toFixed();
      write('late-fill', { number, lots, price }, 'warning');
    },
    refused(number: number, error: BrokerError): void {
      write('order-refused', { number, code: error.brokerCode ?? error.code, ...wordsOf(error) });
    },
    /** It was written down but not sent; a doubt about an earlier sending under its number stays. */
    unsent: (order: LegOrder) => log(order, order.doubted ? 'sent' : 'refused'),
    /** The broker was asked for it; one that our budget kept back is none yet. */
    cancelling(order: LegOrder): void {
      write('order-cancelling', { number: order.number, lots: order.lots, price: order.price.toFixed() });
    },
    /** Its order goes on working, which nobody wants: a person can withdraw it elsewhere. */
    cancelRefused({ number }: LegOrder, error: BrokerError): void {
      if (performance.now() - cancelRefusedAtMs < CANCEL_REFUSED_AGAIN_MS) return;
      cancelRefusedAtMs = performance.now();
      write('cancel-refused', { number, code: error.brokerCode ?? error.code, ...wordsOf(error) }, 'warning');
    },
    /** @param halted nothing may be sent to settle it: it stays a question until it is found, or the halt is over */
    stillInDoubt({ number }: LegOrder, doubtMs: number, halted: boolean): void {
      if (performance.now() - toldAtMs < TELL_AGAIN_MS) return;
      toldAtMs = performance.now();
      const seconds = Math.round(doubtMs / 1000);
      write('order-still-in-doubt', { number, seconds, halted: halted ? 'yes' : 'no' }, 'warning');
    },
    /**
     * Writes an order down before it is sent, in one statement with what is known of those before it: the log takes a
     * new number only when it knows the end of the one before.
     * @returns false when nothing may be sent
     */
    intent: (claim: Claim, intent: OrderIntent): Promise<boolean> =>
      noticed(() =>
        outcomes.together(async (items) => {
          const told = withoutOlderOutcomes(items).filter(
            (item): item is OrderOutcome => !isHedgeRecord(item),
          );
          const isWritten = await recordIntent(db, claim, intent, told.map(withRatio));
          if (isWritten && intent.ratio) identity.ratios?.set(intent.number, intent.ratio);
          return isWritten;
        }),
      ),
    /** Writes a hedge down beside its sending, as soon as the database takes it. */
    hedge: (order: Omit<HedgeRecord, 'taskKey' | 'epoch'>): void =>
      outcomes.add({ ...order, taskKey: identity.taskKey, epoch: identity.claim.claim.epoch }),
    /** Why the log does not hold all that is known, nor ever will. */
    refusal: (): TaskError | undefined => refusal,
    flush: outcomes.flush,
  };
}

/** The broker's words, and the number of the request that its support asks for. */
export const wordsOf = ({ brokerMessage, trackingId }: BrokerError) => ({
  message: brokerMessage ?? '',
  ...(trackingId && { trackingId }),
});

const isHedgeRecord = (item: LogEntry): item is HedgeRecord => 'direction' in item;

/** In the order in which they were written, of the outcomes of one number the newest alone. */
const withoutOlderOutcomes = (items: readonly LogEntry[]): LogEntry[] => {
  const newest = new Map(items.flatMap((item) => (isHedgeRecord(item) ? [] : [[item.number, item]])));
  return items.filter((item) => isHedgeRecord(item) || newest.get(item.number) === item);
};
