/** Operations, the sandbox, tokens and limits. */
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  type GetOperationsByCursorRequest,
  type OperationState,
  OperationsRequest,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { collect } from '../../stream-reader.js';
import type { Scene } from '../scene.js';
import {
  ACCOUNT,
  type Cause,
  type Causes,
  daysFromNow,
  inSandbox,
  order,
  refusedBare,
  UNKNOWN,
} from './cause.js';

const byCursor =
  (fields: Partial<GetOperationsByCursorRequest>): Cause =>
  ({ client }) =>
    client.operations.getOperationsByCursor({ accountId: ACCOUNT, operationTypes: [], ...fields });

/** The contract's timestamps can hold what is no date: 300,000 years and more from now. */
const operationsOfNoDate =
  (field: number): Cause =>
  ({ bare }) => {
    const request = OperationsRequest.encode({ accountId: ACCOUNT });
    const noDate = Timestamp.encode({ seconds: 10 ** 13, nanos: 0 }).finish();
    request.uint32(field * 8 + 2).bytes(noDate);
    return refusedBare(bare.call('OperationsService/GetOperations', request.finish()));
  };

const roubles = (units: number, currency = 'rub') => ({ units, nano: 0, currency });
const paid = (amount: ReturnType<typeof roubles> | undefined): Cause =>
  inSandbox(({ client }, accountId) => client.sandbox.sandboxPayIn({ accountId, amount }));

async function openUntilRefused({ client }: Scene): Promise<never> {
  const opened: string[] = [];
  try {
    for (;;) opened.push((await client.sandbox.openSandboxAccount({})).accountId);
  } finally {
    for (const accountId of opened) await client.sandbox.closeSandboxAccount({ accountId });
  }
}

export const ACCOUNT_CAUSES: Causes = {
  '30009': operationsOfNoDate(2),
  '30010': operationsOfNoDate(3),
  '30023': byCursor({ state: UNKNOWN as OperationState }),
  '30069': byCursor({ limit: -1 }),
  '30070': byCursor({ from: daysFromNow(1) }),
  '30226': byCursor({ cursor: 'nowhere' }),

  '30034': inSandbox((scene, accountId) =>
    scene.client.sandbox.postSandboxOrder(order(scene, { accountId })),
  ),
  '30051': inSandbox(({ client }, accountId) => client.users.getMarginAttributes({ accountId })),
  '30081': inSandbox(async (scene, accountId) => {
    await scene.client.sandbox.closeSandboxAccount({ accountId });
    return scene.client.orders.postOrder(order(scene, { accountId }));
  }),
  '30246': paid(roubles(0)),
  '30247': paid(undefined),
  '30258': paid(roubles(1, 'usd')),
  '35001': openUntilRefused,

  '40002': (scene) => scene.reader.orders.postOrder(order(scene)),
  '40003': ({ newer }) => newer.withoutToken(),
  '40004': (scene) => scene.stranger.orders.postOrder(order(scene)),
  '80001': async ({ client }) => {
    const open = () => {
      const stream = collect((signal) => client.ordersStream.tradesStream({ accounts: [] }, { signal }));
      return { stream, opened: stream.until((messages) => messages.length > 0) };
    };
    const streams = Array.from({ length: 11 }, open);
    try {
      await Promise.all(streams.map(({ opened }) => opened));
    } catch (error) {
      throw (error as Error).cause;
    } finally {
      for (const { stream } of streams) stream.end();
    }
  },
  '80002': async ({ bare }) => {
    const method = 'StopOrdersService/GetStopOrders';
    const { limit } = await bare.call(method);
    for (let calls = 1; calls < Number.parseInt(limit ?? '', 10); calls += 1) await bare.call(method);
    return refusedBare(bare.call(method));
  },
};
