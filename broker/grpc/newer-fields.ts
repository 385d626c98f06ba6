/**
 * Fields of the contract that are newer than the generated code. protobuf lets a client append a known field to the
 * encoded message, so the generated codecs do the rest. Field numbers: contract 1.43.
 */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  type OrderExecutionReportStatus,
  OrdersServiceDefinition,
  PostOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';

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

const appending = <Base, Newer extends Base>(
  base: { encode(message: Base): { finish(): Uint8Array }; decode(input: Uint8Array): Base },
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

export interface NewerPostOrderRequest extends PostOrderRequest {
  /** A person agreed that the order may leave the position short or leveraged; nothing is sent unless true. */
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

const postOrderCodec = appending<PostOrderRequest, NewerPostOrderRequest>(
  PostOrderRequest,
  ({ confirmMarginTrade }) => (confirmMarginTrade ? [numberField(11, 1)] : []),
);

export const NewerOrdersService = {
  ...OrdersServiceDefinition,
  methods: {
    ...OrdersServiceDefinition.methods,
    getOrders: { ...OrdersServiceDefinition.methods.getOrders, requestType: getOrdersCodec },
    postOrder: { ...OrdersServiceDefinition.methods.postOrder, requestType: postOrderCodec },
  },
} as const;
