import { NotFoundError, RateLimitedError } from '../broker/errors.js';
import type { OwnOrder } from '../domain/follow.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SpreadLegView } from '../domain/spread/view.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { HedgeDeed, LegDeed, LegLoopOptions } from './leg-loop.js';
import type { OrderOwners } from './order-owners.js';

/** So long a cancel waits for the rate limit; then the hedge takes what there is without it. */
const PATIENCE_MS = 1_000;
/** One whose cancel has no certain outcome, or was refused, is left alone for so long. */
const RETRY_MS = 500;

export interface HedgeWayOptions {
  readonly owners: OrderOwners;
  readonly taskId: string;
  readonly near: Instrument;
  /** Of the orders that a hedge would meet. */
  readonly direction: Direction;
  /** The number that the next hedge takes. */
  readonly nextNumber: () => number;
  /** Something of the orders in the way is another than it was. */
  readonly onChange: () => void;
}

/**
 * The account's own orders where a spread's hedges are traded: whose they are, and how those of other tasks of ours are
 * withdrawn. That is only a cancel; the task that placed one counts what became of it by the broker's word.
 */
export function watchHedgeWay(
  { broker, journal, logger }: ExecutionDependencies,
  { owners, taskId, near, direction, nextNumber, onChange }: HedgeWayOptions,
) {
  /** Withdrawn, whatever the hub knows yet; whether that is true the next hedge shows. */
  const gone = new Map<string, { readonly atMs: number; readonly forNumber: number }>();
  /** Until then it could not be withdrawn. */
  const keptUntilMs = new Map<string, number>();
  const now = () => performance.now();
  const ends = [
    owners.onChange(onChange),
    broker.ownOrders.onChange(({ instrumentUid }) => {
      if (instrumentUid === near.uid) onChange();
    }),
  ];

  const isInWay = (order: OwnOrder): boolean =>
    order.direction === direction && order.endedAtMs === undefined;

  function seen(order: OwnOrder): OwnOrder {
    if (!isInWay(order)) return order;
    const id = idOf(order);
    const withdrawn = gone.get(id);
    if (withdrawn?.forNumber === nextNumber()) return { ...order, endedAtMs: withdrawn.atMs };
    gone.delete(id);
    const isKept = (keptUntilMs.get(id) ?? 0) > now();
    const placedBy = isKept ? 'elsewhere' : owners.of(order.clientOrderId)?.placedBy;
    return { ...order, ...(placedBy && { placedBy }) };
  }

  async function withdraw(order: OwnOrder): Promise<void> {
    const { brokerOrderId = '', clientOrderId, lots, price } = order;
    try {
      await broker.orders.cancel({ brokerOrderId }, { priority: 'cancel', patienceMs: PATIENCE_MS });
      const task = owners.of(clientOrderId)?.taskId ?? '';
      const data = { ticker: near.ticker, lots, price: price.toFixed(), task };
      journal.write({ taskId, kind: 'way-cleared', severity: 'info', data });
    } catch (error) {
      if (!(error instanceof NotFoundError)) return keep(order, error);
    }
    gone.set(idOf(order), { atMs: now(), forNumber: nextNumber() });
  }

  function keep(order: OwnOrder, error: unknown): void {
    keptUntilMs.set(idOf(order), now() + (error instanceof RateLimitedError ? error.resetMs : RETRY_MS));
    logger.info(
      { err: error, task: taskId, order: idOf(order) },
      'an order in the way of a hedge still works',
    );
  }

  return {
    /** The near leg as the hedge's decision sees it. */
    seenIn(view: SpreadLegView): SpreadLegView {
      const { ownOrders } = view.market;
      if (!ownOrders.some(isInWay)) return view;
      return { ...view, market: { ...view.market, ownOrders: ownOrders.map(seen) } };
    },
    /** What carries out all that is decided about the near leg. */
    deskOf: (desk: LegLoopOptions<LegDeed>['desk']): LegLoopOptions<HedgeDeed>['desk'] => ({
      perform: async (deed) => {
        if (deed.kind === 'clear') await Promise.all(deed.orders.map(withdraw));
        else await desk.perform(deed);
      },
      blockedUntilMs: (deed) => (deed.kind === 'clear' ? 0 : desk.blockedUntilMs(deed)),
    }),
    /** When one that could not be withdrawn is tried again. */
    againAtMs(): number | undefined {
      for (const [id, untilMs] of keptUntilMs) if (untilMs <= now()) keptUntilMs.delete(id);
      return keptUntilMs.size > 0 ? Math.min(...keptUntilMs.values()) : undefined;
    },
    close() {
      for (const end of ends) end();
    },
  };
}

/** Our key stays the same when the exchange's id follows the broker's own; what is ours has one. */
const idOf = ({ clientOrderId, brokerOrderId }: OwnOrder): string => clientOrderId ?? brokerOrderId ?? '';
