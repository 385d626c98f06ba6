import { randomUUID } from 'node:crypto';
import type {
  MarketDataRequest,
  MarketDataResponse,
  MarketDataStreamServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { ContractError, Refusal } from '../errors.js';
import type { PaperCallContext, PaperContext } from '../grpc/call.js';
import { type MarketSources, MarketSubscriptions } from '../streams/market-subscriptions.js';
import { Outbox } from '../streams/outbox.js';
import { pingDelay } from '../streams/pings.js';
import type { StreamRegistry } from '../streams/registry.js';

/** Subscribed instruments are told to be watched this often. */
const TOUCH_MS = 20_000;

export const createMarketDataStreamService = ({
  streams,
  emptyStreamMs,
  ...sources
}: MarketSources & {
  streams: StreamRegistry;
  emptyStreamMs: number;
}): MarketDataStreamServiceImplementation<PaperContext> => {
  const open = ({ paper, signal }: PaperCallContext) => {
    const streamId = randomUUID();
    const ping = (pingRequestTime?: Date): MarketDataResponse => ({
      ping: { time: new Date(), streamId, pingRequestTime },
    });
    const outbox = new Outbox<MarketDataResponse>({ ping, pingMs: pingDelay(undefined), signal });
    const leave = streams.enter(paper.method, outbox);
    const push = (message: MarketDataResponse) => outbox.push(message);
    const { trackingId } = paper;
    const subscriptions = new MarketSubscriptions(sources, { push, streamId, trackingId });
    const touching = setInterval(() => subscriptions.touch(), TOUCH_MS);
    /** The broker ends a stream that nothing is subscribed to. */
    const emptiness = setTimeout(
      () => subscriptions.size === 0 && outbox.cut(new ContractError(Refusal.noSubscriptions)),
      emptyStreamMs,
    );
    const close = () => {
      clearTimeout(emptiness);
      clearInterval(touching);
      subscriptions.close();
      leave();
    };
    const handle = (request: MarketDataRequest) => {
      if (request.pingSettings) outbox.pingEvery(pingDelay(request.pingSettings.pingDelayMs));
      if (request.ping) outbox.push(ping(request.ping.time));
      const wasEmpty = subscriptions.size === 0;
      subscriptions.handle(request);
      if (!wasEmpty && subscriptions.size === 0) emptiness.refresh();
    };
    return { outbox, handle, close };
  };

  return {
    async *marketDataStream(requests, context) {
      const { outbox, handle, close } = open(context);
      const reading = (async () => {
        for await (const request of requests) handle(request);
      })();
      // The client's end of the requests ends the stream; so does an error of its connection.
      reading.then(
        () => outbox.end(),
        () => outbox.end(),
      );
      yield* outbox.read(close);
    },

    async *marketDataServerSideStream(request, context) {
      const { outbox, handle, close } = open(context);
      handle({ ...request, getMySubscriptions: undefined, ping: undefined });
      yield* outbox.read(close);
    },
  };
};
