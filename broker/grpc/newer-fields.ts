/**
 * Fields of the contract that are newer than the generated code. protobuf lets a client append a known field to the
 * encoded message, so the generated codecs do the rest. Field numbers: contract 1.43. `ping_delay_millis` (15) of the
 * stream of own orders is not here: it is the generated `pingDelayMs` on the wire, under a newer name.
 */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  type OrderExecutionReportStatus,
  OrdersServiceDefinition,
  PostOrderAsyncRequest,
  PostOrderRequest,
  ReplaceOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  PostStopOrderRequest,
  StopOrdersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
};
const numberField = (field: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(field << 3), ...varint(value)]);
const bytesField = (field: number, value: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(value.length)]), value]);
const timestamp = (date: Date): Uint8Array =>
  Timestamp.encode({
    seconds: Math.floor(date.getTime() / 1000),
    nanos: (date.getTime() % 1000) * 1_000_000,
  }).finish();

interface Codec<Message> {
  encode(message: Message): { finish(): Uint8Array };
  decode(input: Uint8Array): Message;
}

const appending = <Base, Newer extends Base>(
  base: Codec<Base>,
  more: (message: Newer) => readonly Uint8Array[],
) => ({
  encode: (message: Newer) => ({
    finish: () => Buffer.concat([base.encode(message).finish(), ...more(message)]),
  }),
  decode: (input: Uint8Array): Newer => base.decode(input) as Newer,
});

export interface NewerGetOrdersRequest extends GetOrdersRequest {
  /** Orders of today in these states, besides the active ones. */
  readonly advancedFilters: {
    readonly from: Date;
    /** Until now, by the broker's clock, when absent. */
    readonly to?: Date;
    readonly statuses: readonly OrderExecutionReportStatus[];
  };
}

/** What may be sent with everything that can leave a position short or leveraged. */
export interface MarginConsent {
  /** A person agreed to that; nothing is sent unless true. */
  readonly confirmMarginTrade?: boolean;
}

const getOrdersCodec = appending<GetOrdersRequest, NewerGetOrdersRequest>(
  GetOrdersRequest,
  ({ advancedFilters }) => [
    bytesField(
      2,
      Buffer.concat([
        bytesField(1, timestamp(advancedFilters.from)),
        ...(advancedFilters.to ? [bytesField(2, timestamp(advancedFilters.to))] : []),
        bytesField(3, Uint8Array.from(advancedFilters.statuses)),
      ]),
    ),
  ],
);

/** The consent has another number in each message. */
const withConsent = <Base>(base: Codec<Base>, field: number) =>
  appending<Base, Base & MarginConsent>(base, ({ confirmMarginTrade }) =>
    confirmMarginTrade === true ? [numberField(field, 1)] : [],
  );

const { methods } = OrdersServiceDefinition;

export const NewerOrdersService = {
  ...OrdersServiceDefinition,
  methods: {
    ...methods,
    getOrders: { ...methods.getOrders, requestType: getOrdersCodec },
    postOrder: { ...methods.postOrder, requestType: withConsent(PostOrderRequest, 11) },
    postOrderAsync: { ...methods.postOrderAsync, requestType: withConsent(PostOrderAsyncRequest, 10) },
    replaceOrder: { ...methods.replaceOrder, requestType: withConsent(ReplaceOrderRequest, 14) },
  },
} as const;

export const NewerStopOrdersService = {
  ...StopOrdersServiceDefinition,
  methods: {
    ...StopOrdersServiceDefinition.methods,
    postStopOrder: {
      ...StopOrdersServiceDefinition.methods.postStopOrder,
      requestType: withConsent(PostStopOrderRequest, 16),
    },
  },
} as const;
