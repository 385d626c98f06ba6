import type { Broker } from '../../broker/broker.js';
import type { Logger } from '../../config/index.js';
import { type CancelLease, type CancelRow, type Database, reportCancel } from '../../database/index.js';
import { withChildren } from '../../domain/cancel/item.js';
import { idOfOrder } from './account-now.js';
import { type CancelBook, openCancelBook } from './book.js';
import { type Look, lookAt } from './look.js';
import { owingOf } from './owing.js';
import { reportOf } from './report.js';
import type { CancelSender } from './sender.js';

export interface Cancelling {
  readonly db: Database;
  readonly broker: Broker;
  readonly row: CancelRow;
  readonly lease: CancelLease;
  readonly sender: CancelSender;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Resolves when all that was sent of a kind is answered, or after so long. */
  readonly pause: (ms: number) => Promise<void>;
}

/** The orders of the day are read so often while something works or may arrive. */
const LOOK_EVERY_MS = 2_000;
/** What a stop order places when it triggers is in the list by then. */
const CHILD_PLACED_MS = 1_000;

/**
 * Cancels everything, from wherever it is, until the broker's lists hold nothing but hedges under way, and reports it.
 * Each look is written down under the lease before anything is cancelled by it: what was placed after the report is in no
 * list that is acted on.
 * @returns `lost` when another one has the lease; then nothing more is sent by what was seen here
 * @throws what the database or the broker throws while it is away: begun again, it goes on
 */
export async function cancelAll(cancelling: Cancelling): Promise<'reported' | 'lost' | 'ended'> {
  const { broker, sender, signal, pause } = cancelling;
  const sinceMs = performance.now();
  const book = await openCancelBook(cancelling);
  // The list of stop orders may have to wait for its limit: no order waits for that.
  let withStops = false;

  while (!signal.aborted) {
    const look = await lookAt({ ...cancelling, sinceMs, withStops, seenStops: book.seenStops });
    if (!(await book.take(look))) return 'lost';
    sender.send(broker, book.toCancel(look));

    const isAtIt = areOrdersGoing(look, book, sender) || sender.waits('stop-order');
    const areStopsGone =
      look.stops?.every(({ stopOrderId: id }) => book.isLeft({ kind: 'stop-order', id })) ?? false;
    if (isAtIt || !areStopsGone) {
      // Each reading counts against the limit of their cancels: one at first, the next when those are answered.
      const readStops = !isAtIt || !book.areStopsSeen();
      if (withStops || !readStops) await pause(LOOK_EVERY_MS);
      withStops = readStops;
      continue;
    }

    const gone = book.openStops();
    if (gone.length === 0) return report(cancelling, look, book);
    if (!(await book.settleGone(gone))) return 'lost';
    // Lists may lag behind; each reading counts.
    if (book.openStops().length > 0) await pause(LOOK_EVERY_MS);
  }
  return 'ended';
}

/** Orders work that are to go, or something may arrive. */
const areOrdersGoing = (look: Look, book: CancelBook, sender: CancelSender): boolean =>
  look.isAwaiting ||
  book.isOrderMissing() ||
  book.triggeredForMs() < CHILD_PLACED_MS ||
  look.working.some(
    ({ order, fate }) => fate === 'wait' || book.isOpen({ kind: 'order', id: idOfOrder(order) }),
  ) ||
  sender.waits('order');

async function report(
  { db, row, lease }: Cancelling,
  look: Look,
  book: CancelBook,
): Promise<'reported' | 'lost'> {
  const { tasks, doubts } = look;
  const owing = await owingOf(db, { tasks, orders: look.orders });
  const orders = look.orders.map((order) => ({ ...order, id: idOfOrder(order) }));
  const told = reportOf({ row, items: withChildren(book.all(), orders), owing, doubts });
  return (await reportCancel(db, lease, told)) ? 'reported' : 'lost';
}
