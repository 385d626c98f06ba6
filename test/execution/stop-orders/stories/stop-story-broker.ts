import type { Broker, OrderCallOptions, StopOrder } from '../../../../broker/broker.js';
import {
  DuplicateOrderError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
  RefusedError,
  UnavailableError,
} from '../../../../broker/errors.js';
import type { StopSnapshot } from '../../../../domain/stop-order.js';
import { storyInstrument } from '../../stories/story-market.js';
import type { StoryProcess } from '../../stories/story-process.js';
import type { ModelStopExchange, StopFate } from './model-stop-exchange.js';

/** A call whose deadline is over is given up, by the client or on its way. */
const DEADLINE_MS = 3_000;
const RESET_MS = 700;

export interface StopStoryBrokerOptions {
  readonly exchange: ModelStopExchange;
  readonly fates: { post(): StopFate; read(): 'lost' | undefined };
}

/** A process's desk of stop orders: its calls pass the gate on their way out and back. */
export function stopStoryBroker(process: StoryProcess, { exchange, fates }: StopStoryBrokerOptions): Broker {
  const method = 'PostStopOrder';

  async function call<T>(apply: () => T, unknown: () => Error): Promise<T> {
    if ((await process.pass('call')) > DEADLINE_MS) throw unknown();
    const result = apply();
    if ((await process.pass('call')) > DEADLINE_MS) throw unknown();
    return result;
  }

  const stopOrders = {
    async post({ clientOrderId, instrument: _, ...terms }: StopOrder, { maySend }: OrderCallOptions = {}) {
      const fate = fates.post();
      const unknown = () => new OutcomeUnknownError({ method });
      const limited = () => new RateLimitedError({ method, resetMs: RESET_MS });
      if (maySend?.() === false) throw limited();
      const answer = await call(() => exchange.post(clientOrderId, terms, fate), unknown);
      if (answer === 'limit-used-up') throw limited();
      if (answer === 'unknown') throw unknown();
      if (answer === 'duplicate') throw new DuplicateOrderError({ method, brokerCode: '30057' });
      if (answer === 'closed') throw new NotTradingError({ method, brokerCode: '30079' });
      if (answer === 'refused') throw new RefusedError({ method, brokerCode: '30053' });
      return { stopOrderId: answer };
    },
    async since(from: Date): Promise<readonly StopSnapshot[]> {
      const fate = fates.read();
      const away = () => new UnavailableError({ method: 'GetStopOrders' });
      const list = await call(() => exchange.list(from), away);
      if (fate === 'lost') throw away();
      return list;
    },
    perMinute: () => 50,
  };
  const nothing = () => () => undefined;
  const broker = {
    mode: 'paper',
    accountId: 'account',
    instruments: { byUid: async () => storyInstrument, sessions: async () => undefined },
    stopOrders,
    market: { watch: nothing, book: () => undefined, status: () => undefined },
    ownOrders: { onChange: nothing, working: () => [], byClientOrderId: () => undefined },
  };
  return broker as unknown as Broker;
}
