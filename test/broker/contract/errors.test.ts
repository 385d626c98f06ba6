/** Every class of `broker/errors.ts` comes of something that was done, and a person reads a sentence about it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { v4 as uuidv4 } from 'uuid';
import * as errors from '../../../broker/errors.js';
import { createGrpcClients } from '../../../broker/grpc/client.js';
import type { Broker, LimitOrder } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { describeError, hasText, LOCALES } from '../../../locales/index.js';
import { connect, limitOrder } from '../../paper/paper-client.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';
import { type PaperBroker, startPaperBroker } from '../paper-broker.js';

let paper: PaperBroker;
beforeAll(async () => {
  // An asynchronous order stays on its way long enough to be met there.
  paper = await startPaperBroker({ asyncMs: 60_000, rateWindowMs: 5_000 });
});
afterAll(() => paper?.stop());

const order = (change: Partial<LimitOrder> = {}): LimitOrder => ({
  clientOrderId: uuidv4(),
  instrument: paper.sber,
  direction: 'buy',
  lots: 1,
  price: new Decimal(300),
  timeInForce: 'day',
  ...change,
});
const listed = async (ticker: string) => {
  const found = await paper.broker.instruments.byTicker(ticker);
  if (!found) throw new Error(`${ticker} is not listed`);
  const [price] = (await paper.broker.instruments.lastPrices([found.uid])).values();
  return { instrument: found, price: price ?? found.priceStep };
};

/** A client whose broker was there a moment ago. */
const cutOff = async (act: (broker: Broker) => Promise<unknown>) => {
  const proxy = await startTcpProxy(`localhost:${paper.exchange.port}`);
  const broker = await paper.connect({ endpoint: `localhost:${proxy.port}` });
  proxy.cut();
  await act(broker).finally(() => proxy.close());
};

const CAUSES: Record<string, { code: string; brokerCode?: string; act: () => Promise<unknown> }> = {
  RateLimitedError: {
    code: 'rate-limited',
    brokerCode: '80002',
    /** Another program on the same token has used the limit up; a budget that has not seen an answer cannot know. */
    async act() {
      const other = connect(paper.exchange);
      const fresh = await paper.connect();
      const cancels = Array.from({ length: 110 }, () =>
        other.orders.cancelOrder({ accountId: fresh.accountId, orderId: uuidv4() }).catch(() => undefined),
      );
      await Promise.all(cancels);
      other.close();
      await fresh.orders.cancel({ brokerOrderId: uuidv4() });
    },
  },
  UnavailableError: {
    code: 'unavailable',
    act: () => cutOff(({ instruments }) => instruments.status(paper.sber.uid)),
  },
  OutcomeUnknownError: {
    code: 'outcome-unknown',
    act: () => cutOff(({ orders }) => orders.post(order())),
  },
  DuplicateOrderError: {
    code: 'duplicate',
    brokerCode: '30057',
    async act() {
      const sent = order();
      const other = connect(paper.exchange);
      const { accountId, orderId, ...rest } = limitOrder(paper.sber.uid, {
        lots: 1,
        price: '300',
        key: sent.clientOrderId,
      });
      await other.orders.postOrderAsync({ ...rest, accountId, orderId });
      other.close();
      await paper.broker.orders.post(sent);
    },
  },
  NotTradingError: {
    code: 'not-trading',
    brokerCode: '30079',
    act: async () => paper.broker.orders.post(order(await listed('VEON-RX'))),
  },
  NotFoundError: {
    code: 'not-found',
    brokerCode: '50005',
    act: () => paper.broker.orders.state({ clientOrderId: uuidv4() }),
  },
  AccessDeniedError: {
    code: 'access-denied',
    brokerCode: '40002',
    act: async () => (await paper.connect({ token: 'read-only' })).orders.post(order()),
  },
  NotServedError: {
    code: 'not-served',
    brokerCode: '12001',
    async act() {
      const clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
      await clients
        .of(InstrumentsServiceDefinition, 'read')
        .getFavorites({})
        .finally(() => clients.close());
    },
  },
  PriceStepError: {
    code: 'price-step',
    async act() {
      const { instrument, price } = await listed('SU29013RMFS8');
      await paper.broker.orders.post(order({ instrument, price: price.add('0.001') }));
    },
  },
  RefusedError: {
    code: 'refused',
    brokerCode: '30240',
    act: () => paper.broker.orders.post(order({ direction: 'sell' })),
  },
};

test('there is no other class', () => {
  const classes = Object.keys(errors).filter((name) => name.endsWith('Error') && name !== 'BrokerError');
  expect(Object.keys(CAUSES).sort()).toEqual(classes.sort());
});

test.each(Object.entries(CAUSES))('%s', async (name, { code, brokerCode, act }) => {
  const error = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof errors.BrokerError)) throw new Error(`${name} was not thrown, but ${error}`);
  expect({ name: error.name, code: error.code }).toEqual({ name, code });
  if (brokerCode !== undefined) expect(error.brokerCode).toBe(brokerCode);
  if (brokerCode !== undefined) expect(error.trackingId).toMatch(/^[0-9a-f]{32}$/);
  const { brokerMessage = '', trackingId = '' } = error;
  const sentences = LOCALES.map((locale) => {
    expect(hasText(locale, `error-${code}`)).toBe(true);
    const data = { ...(brokerCode && { brokerCode }), message: brokerMessage, trackingId };
    return describeError(locale, { code, data });
  });
  // Two languages, and in either a sentence with the number of the request, without the broker's number.
  expect(new Set(sentences).size).toBe(LOCALES.length);
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^[А-ЯЁA-Z].{20,}/);
    expect(sentence).toContain(trackingId);
    if (brokerCode) expect(sentence.replace(trackingId, '')).not.toContain(brokerCode);
  }
});
