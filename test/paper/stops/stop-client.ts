/** Stop orders as a client sends them, with the fields that the generated code does not have yet. */
import { ChannelCredentials, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  ExchangeOrderType,
  PostStopOrderRequest,
  StopOrderDirection,
  StopOrderExpirationType,
  StopOrderStatusOption,
  StopOrdersServiceDefinition,
  StopOrderType,
  TakeProfitType,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { parseNano, toQuotation } from '../../../paper/money.js';
import { ACCOUNT, connect, type LedgerLine } from '../paper-client.js';

type Posted = PostStopOrderRequest & { confirmMarginTrade?: boolean };

/** The field number is that of contract 1.43, written from the contract and not from the server's code. */
const Newer = {
  ...StopOrdersServiceDefinition,
  methods: {
    ...StopOrdersServiceDefinition.methods,
    postStopOrder: {
      ...StopOrdersServiceDefinition.methods.postStopOrder,
      requestType: {
        ...PostStopOrderRequest,
        encode({ confirmMarginTrade, ...message }: Posted) {
          const writer = PostStopOrderRequest.encode(message);
          return confirmMarginTrade === undefined ? writer : writer.uint32(128).bool(confirmMarginTrade);
        },
      },
    },
  },
} as const;

export const TYPES = {
  takeProfit: StopOrderType.STOP_ORDER_TYPE_TAKE_PROFIT,
  stopLoss: StopOrderType.STOP_ORDER_TYPE_STOP_LOSS,
  stopLimit: StopOrderType.STOP_ORDER_TYPE_STOP_LIMIT,
} as const;

export type StopFields = Partial<Omit<Posted, 'price' | 'stopPrice' | 'trailingData'>> & {
  readonly type?: keyof typeof TYPES;
  readonly sell?: boolean;
  readonly stopPrice?: string;
  readonly price?: string;
  readonly child?: 'market' | 'limit';
  /** `1.5` is absolute, `2%` relative. */
  readonly trailing?: { readonly indent: string; readonly spread: string };
  readonly trailingData?: PostStopOrderRequest['trailingData'];
  readonly until?: Date;
  readonly key?: string;
};

const quotation = (text: string | undefined) =>
  text === undefined ? undefined : toQuotation(parseNano(text) ?? 0n);

const valueType = (text: string) =>
  text.endsWith('%') ? TrailingValueType.TRAILING_VALUE_RELATIVE : TrailingValueType.TRAILING_VALUE_ABSOLUTE;

/** A sale of one lot that stops a loss at the market, until other fields say otherwise. */
export function stopOrder(instrumentId: string, fields: StopFields = {}): Posted {
  const { type = 'stopLoss', sell = true, stopPrice, price, child, trailing, until, key, ...rest } = fields;
  return {
    instrumentId,
    quantity: 1,
    price: quotation(price),
    stopPrice: quotation(stopPrice),
    direction: sell
      ? StopOrderDirection.STOP_ORDER_DIRECTION_SELL
      : StopOrderDirection.STOP_ORDER_DIRECTION_BUY,
    accountId: ACCOUNT,
    expirationType: until
      ? StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_DATE
      : StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_CANCEL,
    stopOrderType: TYPES[type],
    expireDate: until,
    exchangeOrderType:
      child === undefined
        ? ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED
        : child === 'market'
          ? ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET
          : ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT,
    takeProfitType: trailing
      ? TakeProfitType.TAKE_PROFIT_TYPE_TRAILING
      : TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED,
    trailingData: trailing && {
      indent: quotation(trailing.indent.replace('%', '')),
      indentType: valueType(trailing.indent),
      spread: quotation(trailing.spread.replace('%', '')),
      spreadType: valueType(trailing.spread),
    },
    priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
    orderId: key ?? uuidv4(),
    ...rest,
  };
}

export type StopLine = LedgerLine & {
  stopOrderId?: string;
  ticker?: string;
  direction?: string;
  stopPrice?: string;
  lastPrice?: string;
  childRequestId?: string;
  cause?: string;
};

export function connectStops(exchange: PaperExchange, token = 'full') {
  const client = connect(exchange, token);
  const channel = createChannel(`localhost:${exchange.port}`, ChannelCredentials.createInsecure());
  const stops = createClientFactory().create(Newer, channel, {
    '*': { metadata: new Metadata({ Authorization: `Bearer ${token}` }) },
  });
  const list = async (
    status: StopOrderStatusOption = StopOrderStatusOption.STOP_ORDER_STATUS_ALL,
    period: { from?: Date; to?: Date } = {},
  ) => (await stops.getStopOrders({ accountId: ACCOUNT, status, ...period })).stopOrders;
  return {
    ...client,
    stops,
    list,
    post: async (instrumentId: string, fields: StopFields) =>
      (await stops.postStopOrder(stopOrder(instrumentId, fields))).stopOrderId,
    cancel: (stopOrderId: string) => stops.cancelStopOrder({ accountId: ACCOUNT, stopOrderId }),
    stop: async (stopOrderId: string) => {
      const found = (await list()).find((each) => each.stopOrderId === stopOrderId);
      if (!found) throw new Error(`stop order ${stopOrderId} is not listed`);
      return found;
    },
    /** What the ledger says of a stop order or its key. */
    linesOf: async (id: string) =>
      ((await client.ledger()) as StopLine[]).filter(
        ({ stopOrderId, requestId }) => stopOrderId === id || requestId === id,
      ),
    close() {
      channel.close();
      client.close();
    },
  };
}

export type StopClient = ReturnType<typeof connectStops>;
