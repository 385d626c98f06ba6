/** Calls with fields that are newer than the package, and a call without a token: what the usual client cannot say. */
import { type Channel, createClientFactory, Metadata } from 'nice-grpc';
import {
  GetOrdersRequest,
  OrdersServiceDefinition,
  PostOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';

const { getOrders, postOrder } = OrdersServiceDefinition.methods;

const NewerOrders = {
  ...OrdersServiceDefinition,
  methods: {
    getOrders: {
      ...getOrders,
      requestType: {
        ...GetOrdersRequest,
        // `advanced_filters` 2, in it `execution_status` 3: one that does not exist.
        encode: (message: GetOrdersRequest) =>
          GetOrdersRequest.encode(message).uint32(18).bytes(Uint8Array.of(24, 99)),
      },
    },
    postOrder: {
      ...postOrder,
      requestType: {
        ...PostOrderRequest,
        // `confirm_margin_trade` 11
        encode: (message: PostOrderRequest) => PostOrderRequest.encode(message).uint32(88).bool(true),
      },
    },
  },
} as const;

export function newerCalls(channel: Channel) {
  const factory = createClientFactory();
  const orders = factory.create(NewerOrders, channel, {
    '*': { metadata: new Metadata({ Authorization: 'Bearer full' }) },
  });
  return {
    postWithMargin: (order: PostOrderRequest) => orders.postOrder(order),
    ordersOfNoStatus: (accountId: string) => orders.getOrders({ accountId }),
    withoutToken: () => factory.create(UsersServiceDefinition, channel).getInfo({}),
  };
}
