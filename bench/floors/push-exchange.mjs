/**
 * The least that any program needs: a server that pushes books and takes orders and cancels, and does nothing else, in a
 * process of its own. Told by `push`, it tells its parent how long after the push each call arrived.
 */
import { createServer } from 'nice-grpc';
import {
  MarketDataResponse,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  CancelOrderResponse,
  OrderState,
  OrdersServiceDefinition,
  PostOrderResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';

const LEVELS = Array.from({ length: 10 }, (_, level) => ({
  price: { units: 300 + level, nano: 500_000_000 },
  quantity: 100 + level,
}));
const BOOK = MarketDataResponse.fromJSON({
  orderbook: { instrumentUid: 'bench', depth: 10, isConsistent: true, bids: LEVELS, asks: LEVELS },
});

let wake;
let pushedAtMs = 0;
let arrived = {};
const note = (name) => {
  arrived[name] = performance.now() - pushedAtMs;
};
const unserved = (definition) =>
  Object.fromEntries(
    Object.keys(definition.methods).map((name) => [
      name,
      () => {
        throw new Error(`${name} is not served`);
      },
    ]),
  );

const server = createServer();
server.add(MarketDataStreamServiceDefinition, {
  ...unserved(MarketDataStreamServiceDefinition),
  async *marketDataStream() {
    for (;;) {
      await new Promise((resolve) => {
        wake = resolve;
      });
      pushedAtMs = performance.now();
      yield BOOK;
    }
  },
});
server.add(OrdersServiceDefinition, {
  ...unserved(OrdersServiceDefinition),
  async postOrder() {
    note('post');
    process.send(arrived);
    return PostOrderResponse.fromJSON({});
  },
  async cancelOrder() {
    note('cancel');
    return CancelOrderResponse.fromJSON({});
  },
  async getOrderState() {
    note('state');
    return OrderState.fromJSON({});
  },
});
const port = await server.listen('localhost:0');
process.on('message', () => {
  arrived = {};
  wake?.();
});
process.on('disconnect', () => process.exit());
process.send({ port });
