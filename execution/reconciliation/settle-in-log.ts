import { type Database, loggedOrder, recordOutcome } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import { newerExecution } from '../../domain/leg.js';
import { isFinal } from '../../domain/order.js';
import type { OrderDifference } from '../../domain/reconciliation/orders.js';

/**
 * Writes the end of a finished task's order into the log, by the broker's word: nobody else will. The log of a task that
 * runs is its executor's.
 */
export async function settleInLog(
  db: Database,
  difference: OrderDifference,
  instruments: ReadonlyMap<string, Instrument>,
): Promise<void> {
  if (difference.kind !== 'order-ended-unheard' && difference.kind !== 'order-executed-differs') return;
  const { order, known } = difference;
  const instrument = instruments.get(order.instrumentUid);
  if (!instrument || !known.isTaskFinished || !isFinal(order.status)) return;
  const logged = await loggedOrder(db, known);
  if (!logged || logged.executedLots > order.lotsExecuted) return;
  const executed = { lots: logged.executedLots, value: logged.executedValue, commission: logged.commission };
  const { lots, value, commission } = newerExecution(
    { executed, price: logged.price },
    order,
    instrument.lot,
  );
  const { taskKey, leg, number } = known;
  await recordOutcome(db, {
    ...{ taskKey, leg, number, brokerOrderId: order.brokerOrderId },
    ...{ state: 'final', doubted: false, epoch: '0' },
    ...{ executedLots: lots, executedValue: value, commission },
  });
}
