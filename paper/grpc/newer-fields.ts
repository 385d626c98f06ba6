/**
 * Fields of the contract that are newer than the generated code: its codecs are wrapped, and what they skip is read
 * from the bytes. Field numbers: contract 1.43.
 */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  type OrderExecutionReportStatus,
  OrdersServiceDefinition,
  PostOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  PostStopOrderRequest,
  StopOrdersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { readWireFields, repeatedEnum } from './wire-fields.js';

export interface NewerPostOrderRequest extends PostOrderRequest {
  confirmMarginTrade?: boolean;
}

export interface NewerPostStopOrderRequest extends PostStopOrderRequest {
  confirmMarginTrade?: boolean;
}

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

const PostOrderCodec = {
  ...PostOrderRequest,
  decode(input: Uint8Array): NewerPostOrderRequest {
    const confirmMarginTrade = readWireFields(input).numbers(11).at(-1) === 1n;
    return { ...PostOrderRequest.decode(input), confirmMarginTrade };
  },
};

const PostStopOrderCodec = {
  ...PostStopOrderRequest,
  decode(input: Uint8Array): NewerPostStopOrderRequest {
    const confirmMarginTrade = readWireFields(input).numbers(16).at(-1) === 1n;
    return { ...PostStopOrderRequest.decode(input), confirmMarginTrade };
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

export const NewerOrdersServiceDefinition = {
  ...OrdersServiceDefinition,
  methods: {
    ...OrdersServiceDefinition.methods,
    postOrder: { ...OrdersServiceDefinition.methods.postOrder, requestType: PostOrderCodec },
    getOrders: { ...OrdersServiceDefinition.methods.getOrders, requestType: GetOrdersCodec },
  },
} as const;

export const NewerStopOrdersServiceDefinition = {
  ...StopOrdersServiceDefinition,
  methods: {
    ...StopOrdersServiceDefinition.methods,
    postStopOrder: { ...StopOrdersServiceDefinition.methods.postStopOrder, requestType: PostStopOrderCodec },
  },
} as const;
