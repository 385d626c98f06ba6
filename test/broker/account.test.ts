/** What the account may order and how its margin stands, where the broker tells it and where it does not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GetMaxLotsResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { v4 as uuidv4 } from 'uuid';
import { createAccountReader } from '../../broker/account.js';
import { AccessDeniedError, NotServedError, UnavailableError } from '../../broker/errors.js';
import { createGrpcClients, type GrpcClients } from '../../broker/grpc/client.js';
import { Decimal } from '../../domain/decimal.js';
import { share } from '../support/instruments.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;
let clients: GrpcClients;
beforeAll(async () => {
  paper = await startPaperBroker();
  clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
});
afterAll(async () => {
  clients?.close();
  await paper?.stop();
});
beforeEach(async () => {
  await paper.control.account({ money: '1000000', positions: [] });
  await paper.control.book('SBER', { bids: [['300', 10_000]], asks: [['300.5', 10_000]] });
});

const price = new Decimal(300);
const sell = (lots: number) =>
  paper.broker.orders.post({
    clientOrderId: uuidv4(),
    instrument: paper.sber,
    direction: 'sell',
    lots,
    price,
    timeInForce: 'fill-and-kill',
    margin: true,
  });

test('a short takes margin: as many lots can still be sold as the broker says, and no more', async () => {
  const { account } = paper.broker;
  const before = await account.margin();
  await sell(100);
  const after = await account.margin();
  expect(before?.startingMargin.isZero()).toBe(true);
  expect(after?.startingMargin.gt(0)).toBe(true);
  expect(after?.minimalMargin.gt(0) && after.minimalMargin.lt(after.startingMargin)).toBe(true);
  expect(after?.missingFunds.eq(after.startingMargin.sub(after.liquidPortfolio))).toBe(true);

  const { sell: owned, sellMargin = 0 } = await account.maxLots({ instrument: paper.sber, price });
  expect(owned).toBe(0);
  await expect(sell(sellMargin + 1)).rejects.toMatchObject({ code: 'refused', brokerCode: '30042' });
  await expect(sell(sellMargin)).resolves.toMatchObject({ lotsExecuted: sellMargin });
});

test('an account of the sandbox has no margin figures, and says how many lots all the same', async () => {
  const { accountId } = await clients
    .of(SandboxServiceDefinition, 'write')
    .openSandboxAccount({ name: undefined });
  await clients
    .of(SandboxServiceDefinition, 'write')
    .sandboxPayIn({ accountId, amount: { currency: 'rub', units: 60_100, nano: 0 } });
  const account = createAccountReader(clients, accountId);
  expect(await account.margin()).toBeUndefined();
  expect(await account.maxLots({ instrument: paper.sber, price })).toMatchObject({ buy: 20, sell: 0 });
});

describe('what the broker does not tell', () => {
  const answering = (answers: Record<string, () => unknown>) => {
    const client = new Proxy({}, { get: (_, method: string) => async () => answers[method]?.() });
    return createAccountReader({ of: () => client } as unknown as GrpcClients, 'account');
  };
  const failing = (error: Error) =>
    answering({
      getMarginAttributes: () => {
        throw error;
      },
    });
  const method = 'GetMarginAttributes';

  test('of margin: none where there is none, an error where it could not be asked', async () => {
    expect(await failing(new NotServedError({ method })).margin()).toBeUndefined();
    for (const error of [new UnavailableError({ method }), new AccessDeniedError({ method })])
      await expect(failing(error).margin()).rejects.toBe(error);
  });

  test('of lots: without margin figures no lots with margin are told, which is not none', async () => {
    const account = answering({
      getMaxLots: () =>
        GetMaxLotsResponse.fromJSON({
          currency: 'rub',
          buyLimits: { buyMaxLots: 3 },
          sellLimits: { sellMaxLots: 1 },
        }),
    });
    expect(await account.maxLots({ instrument: share() })).toEqual({ buy: 3, sell: 1 });
  });
});
