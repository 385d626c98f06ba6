/** What works on the account, ours and foreign: what a cancelling of everything is about. */
import type { Broker } from '../../broker/broker.js';
import { BrokerError, NotServedError, RateLimitedError } from '../../broker/errors.js';
import {
  type Database,
  type OrderOwner,
  ownersOfOrders,
  ownersOfStops,
  type StopOwner,
} from '../../database/index.js';
import { type CancelItem, tiedUpBy } from '../../domain/cancel/item.js';
import { isHedge } from '../../domain/hedge.js';
import type { Instrument } from '../../domain/instrument.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { BrokerAwayError } from '../errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By which an order is told apart. */
export const idOfOrder = ({ clientOrderId, brokerOrderId }: OrderSnapshot): string =>
  clientOrderId !== undefined && UUID.test(clientOrderId) ? clientOrderId.toLowerCase() : brokerOrderId;

/** Those that wait for their price, asked for as urgently as cancels are; none where the broker has no stop orders. */
export async function activeStops({ stopOrders }: Broker): Promise<readonly StopSnapshot[]> {
  try {
    return await stopOrders.active({ priority: 'cancel' });
  } catch (error) {
    if (error instanceof NotServedError) return [];
    throw error;
  }
}

export interface WhoseOrders {
  readonly owners: ReadonlyMap<string, OrderOwner>;
  readonly stopOwners: ReadonlyMap<string, StopOwner>;
}

export async function whoseOrders(
  db: Database,
  { accountId, working, stops }: Working & { readonly accountId: string },
): Promise<WhoseOrders> {
  const [owners, stopOwners] = await Promise.all([
    ownersOfOrders(
      db,
      working.map(idOfOrder).filter((id) => UUID.test(id)),
    ),
    ownersOfStops(db, { accountId, stopOrderIds: stops.map(({ stopOrderId }) => stopOrderId) }),
  ]);
  return { owners, stopOwners };
}

export interface Working {
  readonly working: readonly OrderSnapshot[];
  readonly stops: readonly StopSnapshot[];
}

export const workingOf = (orders: readonly OrderSnapshot[]): OrderSnapshot[] =>
  orders.filter(({ status }) => !isFinal(status));

/** Hedges of ours among them are none. */
export async function itemsOf(
  broker: Broker,
  {
    working,
    stops,
    owners,
    stopOwners,
    isFirstLook,
  }: Working & WhoseOrders & { readonly isFirstLook: boolean },
): Promise<CancelItem[]> {
  const uids = [...new Set([...working, ...stops].map(({ instrumentUid }) => instrumentUid))];
  const listed = new Map(
    await Promise.all(uids.map(async (uid) => [uid, await listedAs(broker, uid)] as const)),
  );
  const common = (uid: string, taskId: string | undefined) => ({
    taskId: taskId ?? null,
    isNewcomer: !isFirstLook && taskId === undefined,
    instrumentUid: uid,
    ticker: listed.get(uid)?.ticker ?? uid,
  });
  const orders = working.map((order): CancelItem => {
    const { instrumentUid: uid, direction, lotsRequested, lotsExecuted, price } = order;
    const lots = lotsRequested - lotsExecuted;
    return {
      ...{ kind: 'order', id: idOfOrder(order), ...common(uid, owners.get(idOfOrder(order))?.taskId) },
      ...{ direction, lots, executedBefore: lotsExecuted, price: price?.toFixed() ?? null },
      tiedUp: moneyOf(listed.get(uid), { direction, lots, price }),
    };
  });
  const stopOrders = stops.map(
    ({ stopOrderId, instrumentUid: uid, direction, lots, stopPrice, price }): CancelItem => ({
      ...{ kind: 'stop-order', id: stopOrderId, ...common(uid, stopOwners.get(stopOrderId)?.taskId) },
      ...{ direction, lots, executedBefore: 0, price: stopPrice.toFixed() },
      tiedUp: moneyOf(listed.get(uid), { direction, lots, price: price ?? stopPrice }),
    }),
  );
  return [...orders, ...stopOrders];
}

function moneyOf(
  instrument: Instrument | undefined,
  order: Omit<Parameters<typeof tiedUpBy>[0], 'instrument'>,
): string | null {
  return (instrument && tiedUpBy({ ...order, instrument }))?.toFixed(2) ?? null;
}

/** The catalogue may be out of reach, which delays no cancel. */
const listedAs = (broker: Broker, uid: string): Promise<Instrument | undefined> =>
  broker.instruments.byUid(uid).catch(() => undefined);

function whyUntold(error: unknown): undefined {
  if (!(error instanceof RateLimitedError)) throw error;
}

/** All of it at once, for who is asked; undefined while the broker does not answer. */
export async function readAccount(context: { readonly db: Database; readonly broker: Broker }): Promise<
  | {
      readonly orders: readonly OrderSnapshot[];
      readonly items: readonly CancelItem[];
      /** False while the limit of stop orders is spent, by us or by another program. */
      readonly areStopsTold: boolean;
    }
  | undefined
> {
  try {
    const { db, broker } = context;
    const [orders, told] = await Promise.all([broker.orders.today(), activeStops(broker).catch(whyUntold)]);
    const stops = told ?? [];
    const all = { working: workingOf(orders), stops };
    const whose = await whoseOrders(db, { ...all, accountId: broker.accountId });
    const isCancelled = (order: OrderSnapshot) => {
      const owner = whose.owners.get(idOfOrder(order));
      return !owner || !isHedge(owner) || owner.finished;
    };
    const working = all.working.filter(isCancelled);
    const items = await itemsOf(broker, { working, stops, ...whose, isFirstLook: true });
    return { orders, items, areStopsTold: told !== undefined };
  } catch (error) {
    if (error instanceof BrokerAwayError || error instanceof BrokerError) return undefined;
    throw error;
  }
}
