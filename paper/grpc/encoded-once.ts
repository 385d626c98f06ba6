/** A message of the market-data streams that goes to many readers is encoded for the first of them only. */
import type {
  MarketDataResponse,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';

type Writer = ReturnType<typeof MarketDataResponse.encode>;

const encodings = new WeakMap<object, Uint8Array | undefined>();

/** Marks a message that several readers will get. It must not change any more. */
export function forMany(message: MarketDataResponse): MarketDataResponse {
  encodings.set(message, undefined);
  return message;
}

/** All that is ever asked of a finished writer. */
const finished = (bytes: Uint8Array): Writer => ({ finish: () => bytes }) as Writer;

const encodedOnce = (codec: typeof MarketDataResponse): typeof MarketDataResponse => ({
  ...codec,
  encode(message, writer) {
    if (writer || !encodings.has(message)) return codec.encode(message, writer);
    const bytes = encodings.get(message) ?? codec.encode(message).finish();
    encodings.set(message, bytes);
    return finished(bytes);
  },
});

/** @param service the market-data streams, whatever their codec writes */
export function withEncodedOnce(
  service: typeof MarketDataStreamServiceDefinition,
): typeof MarketDataStreamServiceDefinition {
  const { marketDataStream, marketDataServerSideStream } = service.methods;
  const responseType = encodedOnce(marketDataStream.responseType);
  return {
    ...service,
    methods: {
      marketDataStream: { ...marketDataStream, responseType },
      marketDataServerSideStream: { ...marketDataServerSideStream, responseType },
    },
  };
}
