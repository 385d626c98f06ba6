/**
 * Fields of the contract that are newer than the generated code: its codecs are wrapped, and what they skip is read
 * from the bytes. Field numbers: contract 1.43.
 */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  type OrderExecutionReportStatus,
  OrderStateStreamRequest,
  OrdersServiceDefinition,
  OrdersStreamServiceDefinition,
  PostOrderAsyncRequest,
  PostOrderRequest,
  ReplaceOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import {
  PostStopOrderRequest,
  StopOrdersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { readWireFields, repeatedEnum } from './wire-fields.js';

interface WithMargin {
  confirmMarginTrade?: boolean;
}

export type NewerPostOrderRequest = PostOrderRequest & WithMargin;
export type NewerPostOrderAsyncRequest = PostOrderAsyncRequest & WithMargin;
export type NewerReplaceOrderRequest = ReplaceOrderRequest & WithMargin;
export type NewerOrderStateStreamRequest = OrderStateStreamRequest & { pingDelayMillis?: number };
export type NewerPostStopOrderRequest = PostStopOrderRequest & WithMargin;

export interface NewerGetOrdersRequest extends GetOrdersRequest {
  advancedFilters?: {
    readonly from: Date | undefined;
    readonly to: Date | undefined;
    readonly statuses: readonly OrderExecutionReportStatus[];
  };
}

const toDate = (bytes: Uint8Array | undefined): Date | undefined => {
  if (!bytes) return undefined;
  const { seconds, nanos } = Timestamp.decode(bytes);
  return new Date(seconds * 1000 + nanos / 1_000_000);
};

/** A codec that also reads `confirm_margin_trade`, whose number differs from message to message. */
const withMargin = <Codec extends { decode(input: Uint8Array): object }>(codec: Codec, field: number) => ({
  ...codec,
  decode(input: Uint8Array): ReturnType<Codec['decode']> & WithMargin {
    const confirmMarginTrade = readWireFields(input).numbers(field).at(-1) === 1n;
    const request = codec.decode(input) as ReturnType<Codec['decode']>;
    return { ...request, confirmMarginTrade };
  },
});

const OrderStateStreamCodec = {
  ...OrderStateStreamRequest,
  decode(input: Uint8Array): NewerOrderStateStreamRequest {
    const pingDelayMillis = Number(readWireFields(input).numbers(15).at(-1) ?? 0n);
    return { ...OrderStateStreamRequest.decode(input), pingDelayMillis };
  },
};

const GetOrdersCodec = {
  ...GetOrdersRequest,
  decode(input: Uint8Array): NewerGetOrdersRequest {
    const filters = readWireFields(input).bytes(2).at(-1);
    const request: NewerGetOrdersRequest = GetOrdersRequest.decode(input);
    if (!filters) return request;
    const fields = readWireFields(filters);
    return {
      ...request,
      advancedFilters: {
        from: toDate(fields.bytes(1).at(-1)),
        to: toDate(fields.bytes(2).at(-1)),
        statuses: repeatedEnum(fields, 3),
      },
    };
  },
};

const orders = OrdersServiceDefinition.methods;
const sandbox = SandboxServiceDefinition.methods;
const margin = {
  post: withMargin(PostOrderRequest, 11),
  replace: withMargin(ReplaceOrderRequest, 14),
  postStop: withMargin(PostStopOrderRequest, 16),
};

export const NewerOrdersServiceDefinition = {
  ...OrdersServiceDefinition,
  methods: {
    ...orders,
    postOrder: { ...orders.postOrder, requestType: margin.post },
    postOrderAsync: { ...orders.postOrderAsync, requestType: withMargin(PostOrderAsyncRequest, 10) },
    replaceOrder: { ...orders.replaceOrder, requestType: margin.replace },
    getOrders: { ...orders.getOrders, requestType: GetOrdersCodec },
  },
} as const;

export const NewerOrdersStreamServiceDefinition = {
  ...OrdersStreamServiceDefinition,
  methods: {
    ...OrdersStreamServiceDefinition.methods,
    orderStateStream: {
      ...OrdersStreamServiceDefinition.methods.orderStateStream,
      requestType: OrderStateStreamCodec,
    },
  },
} as const;

export const NewerSandboxServiceDefinition = {
  ...SandboxServiceDefinition,
  methods: {
    ...sandbox,
    postSandboxOrder: { ...sandbox.postSandboxOrder, requestType: margin.post },
    replaceSandboxOrder: { ...sandbox.replaceSandboxOrder, requestType: margin.replace },
    getSandboxOrders: { ...sandbox.getSandboxOrders, requestType: GetOrdersCodec },
  },
} as const;

export const NewerStopOrdersServiceDefinition = {
  ...StopOrdersServiceDefinition,
  methods: {
    ...StopOrdersServiceDefinition.methods,
    postStopOrder: { ...StopOrdersServiceDefinition.methods.postStopOrder, requestType: margin.postStop },
  },
} as const;
