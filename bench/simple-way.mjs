/**
 * What a person does who has a terminal and patience, or a first script: looks once a second, joins the best price,
 * hedges at market. The baseline that a spread's achieved price is compared with.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import { ChannelCredentials, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import {
  GetOrderBookRequest,
  MarketDataServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  CancelOrderRequest,
  GetOrderStateRequest,
  OrderDirection,
  OrderExecutionReportStatus,
  OrdersServiceDefinition,
  OrderType,
  PostOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';

const POLL_MS = 1_000;
const ACCOUNT = '2000000001';
const DEPTH = 20;
const NANO = 1_000_000_000n;

const toNano = ({ units, nano }) => BigInt(units) * NANO + BigInt(nano);
const toDecimal = (nano) => new Decimal(nano.toString()).div(NANO.toString());
const toQuotation = (value) => ({ units: Number(value / NANO), nano: Number(value % NANO) });

/**
 * Sells a spread for so long at most: the far order stands at the best that others ask whenever that implies the wanted
 * price by the near ask seen last, and is moved by cancel and post when the best has moved. Each fill is hedged at
 * market as soon as the next poll sees it.
 * @param {{ port: number, far: object, near: object, ratio: number, amount: number, wanted: Decimal, commissionRate: Decimal, milliseconds: number, begin: () => Promise<void> }} options
 *   `wanted` in roubles per far contract, commission of both legs taken off; `begin` makes the market move, once what is
 *   wanted first is placed: the time counts from there
 */
export async function sellSimply(options) {
  const { port, far, near, ratio, amount, wanted, commissionRate, milliseconds, begin } = options;
  const channel = createChannel(`localhost:${port}`, ChannelCredentials.createInsecure());
  const metadata = new Metadata({ Authorization: 'Bearer full' });
  const factory = createClientFactory();
  const marketData = factory.create(MarketDataServiceDefinition, channel, { '*': { metadata } });
  const orders = factory.create(OrdersServiceDefinition, channel, { '*': { metadata } });
  let executed = 0;
  let hedgedLots = 0;
  let working;

  const bookOf = ({ uid }) =>
    marketData.getOrderBook(GetOrderBookRequest.fromJSON({ instrumentId: uid, depth: DEPTH }));
  const post = (order) =>
    orders.postOrder(
      PostOrderRequest.fromJSON({
        accountId: ACCOUNT,
        orderId: randomUUID(),
        confirmMarginTrade: true,
        ...order,
      }),
    );

  async function hedge() {
    const due = Math.floor((executed * ratio) / near.lot) - hedgedLots;
    if (due < 1) return;
    const { lotsExecuted } = await post({
      instrumentId: near.uid,
      quantity: due,
      direction: OrderDirection.ORDER_DIRECTION_BUY,
      orderType: OrderType.ORDER_TYPE_MARKET,
    });
    hedgedLots += Number(lotsExecuted);
  }

  /** Sees what became of the working order, and hedges it. */
  async function see() {
    if (working) {
      const state = await orders.getOrderState(
        GetOrderStateRequest.fromJSON({ accountId: ACCOUNT, orderId: working.orderId }),
      );
      executed += Number(state.lotsExecuted) - working.executed;
      working.executed = Number(state.lotsExecuted);
      if (state.executionReportStatus !== OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW) {
        const { EXECUTION_REPORT_STATUS_PARTIALLYFILL: partly } = OrderExecutionReportStatus;
        if (state.executionReportStatus !== partly) working = undefined;
      }
    }
    await hedge();
  }

  async function withdraw() {
    if (!working) return;
    // It may have been executed this moment: its state tells.
    await orders
      .cancelOrder(CancelOrderRequest.fromJSON({ accountId: ACCOUNT, orderId: working.orderId }))
      .catch(() => undefined);
    await see();
  }

  const bestOfOthers = ({ asks }) =>
    asks
      .map(({ price, quantity }) => {
        const at = toNano(price);
        return { at, lots: Number(quantity) - (working?.at === at ? working.lots - working.executed : 0) };
      })
      .find(({ lots }) => lots > 0)?.at;

  const impliedBy = (farPrice, nearPrice) =>
    toDecimal(farPrice)
      .mul(new Decimal(1).sub(commissionRate))
      .sub(toDecimal(nearPrice).mul(ratio).mul(commissionRate.add(1)));

  async function poll() {
    const [farBook, nearBook] = await Promise.all([bookOf(far), bookOf(near)]);
    await see();
    const best = bestOfOthers(farBook);
    const [ask] = nearBook.asks;
    const isWanted =
      best !== undefined && ask !== undefined && impliedBy(best, toNano(ask.price)).gte(wanted);
    if (working && (!isWanted || working.at !== best)) await withdraw();
    const left = amount - executed;
    if (!isWanted || working || left < 1) return;
    const { orderId, lotsExecuted } = await post({
      instrumentId: far.uid,
      quantity: left,
      price: toQuotation(best),
      direction: OrderDirection.ORDER_DIRECTION_SELL,
      orderType: OrderType.ORDER_TYPE_LIMIT,
    });
    executed += Number(lotsExecuted);
    working = { orderId, at: best, lots: left, executed: Number(lotsExecuted) };
  }

  try {
    await poll();
    await begin();
    const beganMs = performance.now();
    const untilMs = beganMs + milliseconds;
    for (let nextMs = beganMs + POLL_MS; nextMs < untilMs && executed < amount; nextMs += POLL_MS) {
      await delay(Math.max(0, nextMs - performance.now()));
      await poll();
    }
    await withdraw();
    await see();
    return { executed };
  } finally {
    channel.close();
  }
}
