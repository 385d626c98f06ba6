/** A client of the paper exchange written from the service definitions alone, and its control interface. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChannelCredentials,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  Metadata,
} from 'nice-grpc';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  MarketDataServiceDefinition,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OperationsServiceDefinition,
  OperationsStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import {
  OrderDirection,
  OrdersServiceDefinition,
  OrdersStreamServiceDefinition,
  OrderType,
  type PostOrderRequest,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { StopOrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { v4 as uuidv4 } from 'uuid';
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from '../../paper/index.js';
import { fromQuotation, parseNano, toQuotation } from '../../paper/money.js';

export const ACCOUNT = '2000000001';

export interface LedgerLine {
  seq: number;
  atUs: number;
  kind: string;
  requestId?: string;
  orderId?: string;
  lots?: number;
  price?: string;
  method?: string;
  code?: string;
}

export function newDataDir(): { dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'trademan-paper-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

export const start = (dataDir: string, options: Partial<PaperExchangeOptions> = {}): Promise<PaperExchange> =>
  startPaperExchange({
    port: 0,
    controlPort: 0,
    dataDir,
    seed: '1',
    calm: true,
    hours: 'always',
    rateWindowMs: 60_000,
    ...options,
  });

export function connect({ port, controlPort }: PaperExchange, token: string | undefined = 'full') {
  const channel = createChannel(`localhost:${port}`, ChannelCredentials.createInsecure());
  const metadata = token === undefined ? new Metadata() : new Metadata({ Authorization: `Bearer ${token}` });
  const factory = createClientFactory();
  const defaults = { '*': { metadata } };

  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://localhost:${controlPort}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  return {
    instruments: factory.create(InstrumentsServiceDefinition, channel, defaults),
    marketData: factory.create(MarketDataServiceDefinition, channel, defaults),
    marketDataStream: factory.create(MarketDataStreamServiceDefinition, channel, defaults),
    orders: factory.create(OrdersServiceDefinition, channel, defaults),
    ordersStream: factory.create(OrdersStreamServiceDefinition, channel, defaults),
    operations: factory.create(OperationsServiceDefinition, channel, defaults),
    operationsStream: factory.create(OperationsStreamServiceDefinition, channel, defaults),
    stopOrders: factory.create(StopOrdersServiceDefinition, channel, defaults),
    sandbox: factory.create(SandboxServiceDefinition, channel, defaults),
    users: factory.create(UsersServiceDefinition, channel, defaults),
    /** Any other service, or a service by other codecs. */
    with: <Service extends CompatServiceDefinition>(service: Service) =>
      factory.create(service, channel, defaults),
    control,
    ledger: async (since = 0) => (await control('GET', `/ledger?since=${since}`)).body.events as LedgerLine[],
    uid: async (ticker: string) => {
      const { instruments } = await factory
        .create(InstrumentsServiceDefinition, channel, defaults)
        .findInstrument({ query: ticker });
      const found = instruments.find((each) => each.ticker === ticker);
      if (!found) throw new Error(`${ticker} is not listed`);
      return found.uid;
    },
    close: () => channel.close(),
  };
}

export type PaperClient = ReturnType<typeof connect>;

export const limitOrder = (
  instrumentId: string,
  order: { sell?: boolean; lots: number; price: string; key?: string } & Partial<
    Omit<PostOrderRequest, 'price'>
  >,
): PostOrderRequest => {
  const { sell, lots, price, key, ...rest } = order;
  return {
    instrumentId,
    quantity: lots,
    price: toQuotation(parseNano(price) ?? 0n),
    direction: sell ? OrderDirection.ORDER_DIRECTION_SELL : OrderDirection.ORDER_DIRECTION_BUY,
    accountId: ACCOUNT,
    orderType: OrderType.ORDER_TYPE_LIMIT,
    orderId: key ?? uuidv4(),
    timeInForce: TimeInForceType.TIME_IN_FORCE_DAY,
    priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
    ...rest,
  };
};

/** 10^-9 of a missing amount is an error of the test. */
export function nano(value: { units: number; nano: number } | undefined): bigint {
  if (!value) throw new Error('an amount is missing');
  return fromQuotation(value);
}
