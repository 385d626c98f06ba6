import {
  type GetStopOrdersRequest,
  StopOrderStatusOption,
  type StopOrdersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { validate as isUuid } from 'uuid';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall, PaperContext } from '../grpc/call.js';
import type { NewerPostStopOrderRequest } from '../grpc/newer-fields.js';
import { termsOf } from '../grpc/notes.js';
import type { PaperStop } from '../stops/stop.js';
import { accountOf } from './lookups.js';
import { checkKey } from './order-requests.js';
import { mayTrade } from './orders.js';
import { checkPeriod } from './periods.js';
import { STATUSES, toStopOrder } from './stop-order-messages.js';
import { parseStop } from './stop-order-request.js';

export const createStopOrdersService = (
  exchange: Exchange,
): Partial<StopOrdersServiceImplementation<PaperContext>> => ({
  async postStopOrder(request: NewerPostStopOrderRequest, { paper }) {
    mayTrade(paper);
    const { stopOrderId, placed } = post(exchange, request, paper);
    return {
      stopOrderId,
      orderRequestId: placed.requestId,
      responseMetadata: { trackingId: paper.trackingId, serverTime: new Date() },
    };
  },

  async getStopOrders(request) {
    exchange.stops.expire();
    return { stopOrders: listed(exchange, request).map(toStopOrder) };
  },

  async cancelStopOrder({ accountId, stopOrderId }, { paper }) {
    mayTrade(paper);
    const account = stopAccountOf(exchange, accountId);
    const stop = exchange.state.stops.all.get(stopOrderId);
    if (!stop || stop.placed.accountId !== account.id || exchange.stops.isHidden(stop)) {
      throw new ContractError(Refusal.stopNotFound);
    }
    exchange.stops.cancel(stop);
    return { time: new Date() };
  },
});

/** The sandbox lacks stop orders. */
function stopAccountOf(exchange: Exchange, accountId: string): PaperAccount {
  const account = accountOf(exchange, accountId);
  if (account.sandbox) throw new ContractError(Refusal.unimplemented);
  return account;
}

/**
 * A repeat of a stop order that was placed is answered with that one's id, whatever else it says and has become of it; or
 * it places another one, where the exchange is told not to honour keys.
 */
function post(exchange: Exchange, request: NewerPostStopOrderRequest, { hideMs }: PaperCall): PaperStop {
  const account = stopAccountOf(exchange, request.accountId);
  const { orderId: requestId } = request;
  checkKey(requestId);
  if (!isUuid(requestId)) throw new ContractError(Refusal.keyNotUuid);
  const { stops } = exchange.state;
  const stopOrderId = exchange.stops.honoursKeys ? stops.idByKey(account.id, requestId) : undefined;
  if (stopOrderId === undefined) return exchange.stops.place(parseStop(exchange, request), { hideMs });
  exchange.note({ kind: 'duplicate', stopOrderId, ...termsOf(exchange, request) });
  const first = stops.all.get(stopOrderId);
  if (!first || exchange.stops.isHidden(first)) throw new ContractError(Refusal.duplicateWithoutReport);
  return first;
}

/** Those of a status, the active ones when none is named; a period is that of their placing, with both its ends. */
function listed(exchange: Exchange, { accountId, status, from, to }: GetStopOrdersRequest): PaperStop[] {
  const account = stopAccountOf(exchange, accountId);
  checkPeriod({ from, to });
  const { stops } = exchange.state;
  const known =
    status === StopOrderStatusOption.STOP_ORDER_STATUS_ALL || Object.values(STATUSES).includes(status);
  if (!known && status !== StopOrderStatusOption.STOP_ORDER_STATUS_UNSPECIFIED) {
    throw new ContractError(Refusal.wrongStopStatus);
  }
  const wanted = known ? status : StopOrderStatusOption.STOP_ORDER_STATUS_ACTIVE;
  const all = wanted === StopOrderStatusOption.STOP_ORDER_STATUS_ACTIVE ? stops.active : stops.all;
  return [...all.values()].filter(
    (stop) =>
      stop.placed.accountId === account.id &&
      !exchange.stops.isHidden(stop) &&
      (wanted === StopOrderStatusOption.STOP_ORDER_STATUS_ALL || STATUSES[stop.status] === wanted) &&
      (!from || stop.createdAtMs >= from.getTime()) &&
      (!to || stop.createdAtMs <= to.getTime()),
  );
}
