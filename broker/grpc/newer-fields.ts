/**
 * Fields of the contract that are newer than the generated code. protobuf lets a client append a known field to the
 * encoded message, so the generated codecs do the rest. Field numbers: contract 1.43.
 */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  type OrderExecutionReportStatus,
  OrderStateStreamRequest,
  OrdersServiceDefinition,
  OrdersStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/orders.js';

/** A varint or bytes field: number, then value. Values here are small, so one or two bytes hold them. */
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
    readonly to: Date;
    readonly statuses: readonly OrderExecutionReportStatus[];
  };
}

export interface NewerOrderStateStreamRequest extends OrderStateStreamRequest {
  readonly pingDelayMillis: number;
}

const getOrdersCodec = appending<GetOrdersRequest, NewerGetOrdersRequest>(
  GetOrdersRequest,
  ({ advancedFilters }) => [
    bytesField(
      2,
      Buffer.concat([
        bytesField(1, timestamp(advancedFilters.from)),
        bytesField(2, timestamp(advancedFilters.to)),
        bytesField(3, Uint8Array.from(advancedFilters.statuses)),
      ]),
    ),
  ],
);

const orderStateStreamCodec = appending<OrderStateStreamRequest, NewerOrderStateStreamRequest>(
  OrderStateStreamRequest,
  ({ pingDelayMillis }) => [numberField(15, pingDelayMillis)],
);

export const NewerOrdersService = {
  ...OrdersServiceDefinition,
  methods: {
    ...OrdersServiceDefinition.methods,
    getOrders: { ...OrdersServiceDefinition.methods.getOrders, requestType: getOrdersCodec },
  },
} as const;

export const NewerOrdersStreamService = {
  ...OrdersStreamServiceDefinition,
  methods: {
    ...OrdersStreamServiceDefinition.methods,
    orderStateStream: {
      ...OrdersStreamServiceDefinition.methods.orderStateStream,
      requestType: orderStateStreamCodec,
    },
  },
} as const;
