import type { Broker, OrderReference } from '../../../broker/broker.js';
import {
  DuplicateOrderError,
  NotFoundError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
  RefusedError,
  UnavailableError,
} from '../../../broker/errors.js';
import { JustEnded } from '../../../broker/hubs/just-ended.js';
import { OrderMemory } from '../../../broker/hubs/order-memory.js';
import type { Instrument } from '../../../domain/instrument.js';
import { isFinal, type OrderSnapshot } from '../../../domain/order.js';
import type { ModelExchange, ModelPost } from '../../domain/model-exchange.js';
import type { CancelFate, PostFate, ReadFate } from './happenings.js';
import type { Seen } from './story-market.js';
import type { StoryProcess } from './story-process.js';

/** A call whose deadline is over is given up, by the client or on its way. */
const DEADLINE_MS = 10_000;
const READ_BESIDE_MS = 5_000;
const RESET_MS = 700;

export interface StoryBrokerOptions {
  readonly process: StoryProcess;
  readonly exchange: ModelExchange;
  readonly instrument: Instrument;
  /** The key that an order is sent under. */
  readonly keySent: (clientOrderId: string) => string;
  readonly fates: {
    post(): PostFate;
    cancel(): CancelFate;
    read(): ReadFate;
  };
}

/** A process's broker: its calls pass the gate on their way out and back, what it hears it hears when the story says so. */
export function storyBroker(
  { process, exchange, instrument, keySent, fates }: StoryBrokerOptions,
  first: Seen,
) {
  const memory = new OrderMemory();
  const ended = new JustEnded();
  const orderListeners = new Set<(order: OrderSnapshot) => void>();
  const marketListeners = new Set<() => void>();
  const posting = new Set<ModelPost>();
  let seen = first;

  const merge = (order: OrderSnapshot, source: 'stream' | 'answer') => {
    const news = memory.merge(order, source);
    if (!news) return;
    if (isFinal(news.status)) ended.add(news);
    for (const listener of [...orderListeners]) listener(news);
  };
  const keyOf = (order: OrderReference) =>
    'clientOrderId' in order ? order.clientOrderId : (exchange.keyOf(order.brokerOrderId) ?? '');

  /** Out through the gate, and back; of what takes too long nobody learns the outcome. */
  async function call<T>(apply: () => T, unknown: () => Error): Promise<T> {
    if ((await process.pass('call')) > DEADLINE_MS) throw unknown();
    const result = apply();
    if ((await process.pass('call')) > DEADLINE_MS) throw unknown();
    return result;
  }

  const orders: Omit<Broker['orders'], 'cost' | 'cancelsPerMinute'> = {
    async post({ clientOrderId, lots, price, timeInForce }) {
      const fate = fates.post();
      const method = 'PostOrder';
      const unknown = () => new OutcomeUnknownError({ method });
      const key = keySent(clientOrderId);
      const post = { key, lots, price, killUnfilled: timeInForce === 'fill-and-kill' };
      posting.add(post);
      const answer = await call(() => {
        posting.delete(post);
        if (fate === 'limit-used-up') return fate;
        if (fate === 'closed') return exchange.orders.has(key) ? 'duplicate' : fate;
        return exchange.post(post, fate);
      }, unknown).finally(() => posting.delete(post));
      if (answer === 'limit-used-up') throw new RateLimitedError({ method, resetMs: RESET_MS });
      if (answer === 'unknown') throw unknown();
      if (answer === 'duplicate') throw new DuplicateOrderError({ method, brokerCode: '30057' });
      if (answer === 'closed') throw new NotTradingError({ method, brokerCode: '30079' });
      if (answer === 'refused') throw new RefusedError({ method, brokerCode: '30042' });
      return answer;
    },
    async cancel(order) {
      const fate = fates.cancel();
      const method = 'CancelOrder';
      const unknown = () => new OutcomeUnknownError({ method });
      const apply = () => {
        const key = keyOf(order);
        if (fate === 'loses') exchange.fill(1_000);
        if (fate === 'closed' || fate === 'limit-used-up' || fate === 'lost') return fate;
        // 30059 was also seen for an order that went on working.
        if (fate === 'denied' || exchange.hidden) return 'nothing';
        return exchange.cancel(key) ? fate : 'nothing';
      };
      const answer = await call(apply, unknown);
      if (answer === 'lost' || answer === 'answer-lost') throw unknown();
      if (answer === 'closed') throw new NotTradingError({ method, brokerCode: '30079' });
      if (answer === 'limit-used-up') throw new RateLimitedError({ method, resetMs: RESET_MS });
      if (answer === 'nothing') throw new NotFoundError({ method });
    },
    async state(order) {
      const fate = fates.read();
      const method = 'GetOrderState';
      const away = () => new UnavailableError({ method });
      const found = await call(() => exchange.find(keyOf(order)), away);
      if (fate === 'lost') throw away();
      if (!found) throw new NotFoundError({ method });
      return found;
    },
    async today() {
      const fate = fates.read();
      const away = () => new UnavailableError({ method: 'GetOrders' });
      const all = await call(() => exchange.all(), away);
      if (fate === 'lost') throw away();
      return all;
    },
  };

  const readBeside = async () => {
    if (!memory.isAnyWorking) return;
    const all = await orders.today().catch(() => []);
    for (const order of all) merge(order, 'answer');
  };
  process.as(() => setInterval(() => void readBeside(), READ_BESIDE_MS));

  const broker = {
    mode: 'paper',
    accountId: 'account',
    instruments: { byUid: async () => instrument },
    orders,
    market: {
      watch(_: Instrument, onChange: () => void) {
        marketListeners.add(onChange);
        return () => void marketListeners.delete(onChange);
      },
      book: () => seen.book,
      status: () => ({ status: '', tradable: seen.tradable }),
    },
    ownOrders: {
      onChange(listener: (order: OrderSnapshot) => void) {
        orderListeners.add(listener);
        return () => void orderListeners.delete(listener);
      },
      working: () => memory.working(),
      byClientOrderId: (key: string) => memory.byClientOrderId(key),
      justEnded: (uid: string) => ended.of(uid),
      merge: (order: OrderSnapshot) => merge(order, 'answer'),
    },
  };
  return {
    broker: broker as unknown as Broker,
    /** What was given to the client and has not reached the exchange. */
    posting,
    hearOrder: (order: OrderSnapshot) => merge(order, 'stream'),
    see(newer: Seen) {
      seen = newer;
      for (const listener of [...marketListeners]) listener();
    },
  };
}
