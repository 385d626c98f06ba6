/** A message of the market-data streams that goes to many readers is encoded for the first of them only. */
import {
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

const EncodedOnce: typeof MarketDataResponse = {
  ...MarketDataResponse,
  encode(message, writer) {
    if (writer || !encodings.has(message)) return MarketDataResponse.encode(message, writer);
    const bytes = encodings.get(message) ?? MarketDataResponse.encode(message).finish();
    encodings.set(message, bytes);
    return finished(bytes);
  },
};

const { methods } = MarketDataStreamServiceDefinition;

export const EncodedOnceMarketDataStreamServiceDefinition = {
  ...MarketDataStreamServiceDefinition,
  methods: {
    marketDataStream: { ...methods.marketDataStream, responseType: EncodedOnce },
    marketDataServerSideStream: { ...methods.marketDataServerSideStream, responseType: EncodedOnce },
  },
} as const;
