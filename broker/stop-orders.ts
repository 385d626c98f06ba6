import { PriceType, type Quotation } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  ExchangeOrderType,
  type PostStopOrderRequest_TrailingData as SentTrailing,
  StopOrderExpirationType,
  StopOrderStatusOption,
  TakeProfitType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Distance, StopSnapshot, Trailing } from '../domain/stop-order.js';
import type { StopOrder, StopOrderDesk, StopReadOptions } from './broker.js';
import { freshOnce } from './fresh-once.js';
import type { GrpcClients } from './grpc/client.js';
import { NewerStopOrdersService } from './grpc/newer-fields.js';
import type { RateBudget } from './limits/index.js';
import { type PriceScale, scaleOf, toPoints } from './price-scale.js';
import { toQuotation } from './quotation.js';
import {
  fromStopOrder,
  STOP_KINDS,
  STOP_STATUSES,
  toStopDirection,
  toValueType,
} from './stop-order-conversions.js';

export interface StopOrderDeskDependencies {
  readonly clients: GrpcClients;
  readonly accountId: string;
  /** From the catalogue; undefined for what it does not hold, or while it cannot be read. */
  readonly instrumentOf: (instrumentUid: string) => Promise<Instrument | undefined>;
  readonly budget: Pick<RateBudget, 'perMinute'>;
}

const ACTIVE = StopOrderStatusOption.STOP_ORDER_STATUS_ACTIVE;
const POST = `${NewerStopOrdersService.fullName}/PostStopOrder`;

export function createStopOrderDesk({
  clients,
  accountId,
  instrumentOf,
  budget,
}: StopOrderDeskDependencies): StopOrderDesk {
  const writes = clients.of(NewerStopOrdersService, 'write');
  const reads = clients.of(NewerStopOrdersService, 'read');

  const list = async (
    status: StopOrderStatusOption,
    { from, options }: { from?: Date; options?: StopReadOptions | undefined } = {},
  ): Promise<readonly StopSnapshot[]> => {
    // No end: one by our clock, when that is behind, would leave out the newest.
    const { stopOrders } = await reads.getStopOrders({ accountId, status, from, to: undefined }, options);
    return Promise.all(
      stopOrders.map(async (stop) => fromStopOrder(stop, await instrumentOf(stop.instrumentUid))),
    );
  };

  const activeForAll = freshOnce(() => list(ACTIVE));

  return {
    async post({ clientOrderId, instrument, ...terms }, options) {
      const { stopOrderId } = await writes.postStopOrder(
        {
          accountId,
          orderId: clientOrderId,
          instrumentId: instrument.uid,
          quantity: terms.lots,
          direction: toStopDirection(terms.direction),
          stopOrderType: STOP_KINDS[terms.kind],
          ...pricesOf(terms, scaleThen(scaleOf(instrument), terms)),
          ...expiryOf(terms),
          confirmMarginTrade: terms.margin,
        },
        options,
      );
      return { stopOrderId };
    },
    async cancel(stopOrderId, options) {
      await writes.cancelStopOrder({ accountId, stopOrderId }, options);
    },
    perMinute: () => budget.perMinute(POST),
    active: (options) => (options ? list(ACTIVE, { options }) : activeForAll()),
    since: (from, status) =>
      list(status ? STOP_STATUSES[status] : StopOrderStatusOption.STOP_ORDER_STATUS_ALL, { from }),
  };
}

type Terms = Omit<StopOrder, 'clientOrderId' | 'instrument'>;

/** Prices in points are those they were made as, whatever a step is worth by now; what goes out in roubles is today's. */
const scaleThen = (scale: PriceScale, { priceStep, priceUnit }: Terms): PriceScale =>
  scale && priceStep !== undefined && priceUnit === 'points'
    ? { ...scale, priceStep: new Decimal(priceStep) }
    : scale;

function pricesOf({ kind, stopPrice, child, trailing, priceUnit }: Terms, scale: PriceScale) {
  const inUnit = (roubles: string): Quotation => {
    const price = new Decimal(roubles);
    return toQuotation(priceUnit === 'points' ? toPoints(price, scale) : price);
  };
  const takesProfit = kind === 'take-profit';
  return {
    stopPrice: inUnit(stopPrice),
    price: child.type === 'limit' && child.price !== null ? inUnit(child.price) : undefined,
    priceType: priceUnit === 'points' ? PriceType.PRICE_TYPE_POINT : PriceType.PRICE_TYPE_CURRENCY,
    // The child of the other kinds follows from the kind.
    exchangeOrderType: takesProfit
      ? CHILD_TYPES[child.type]
      : ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED,
    takeProfitType: takesProfit ? takeProfitType(trailing) : TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED,
    trailingData: trailing && trailingData(trailing, inUnit),
  };
}

const CHILD_TYPES = {
  market: ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET,
  limit: ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT,
} as const;

const takeProfitType = (trailing: Trailing | undefined): TakeProfitType =>
  trailing ? TakeProfitType.TAKE_PROFIT_TYPE_TRAILING : TakeProfitType.TAKE_PROFIT_TYPE_REGULAR;

function trailingData({ indent, spread }: Trailing, inUnit: (roubles: string) => Quotation): SentTrailing {
  const quotationOf = ({ type, value }: Distance) =>
    type === 'absolute' ? inUnit(value) : toQuotation(new Decimal(value));
  return {
    indent: quotationOf(indent),
    indentType: toValueType(indent.type),
    spread: quotationOf(spread),
    spreadType: toValueType(spread.type),
  };
}

const expiryOf = ({ expiry }: Terms) =>
  expiry.type === 'till-cancel'
    ? {
        expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_CANCEL,
        expireDate: undefined,
      }
    : {
        expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_DATE,
        expireDate: new Date(expiry.at),
      };
