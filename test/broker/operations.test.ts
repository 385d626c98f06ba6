/** The account's history: page by page, each operation once; what was recorded from the broker is read. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  type GetOperationsByCursorRequest,
  GetOperationsByCursorResponse,
  OperationState,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { fromOperation } from '../../broker/operation-conversions.js';
import { createOperationsReader, OperationsCursorError } from '../../broker/operations.js';
import { joinTrades } from '../../domain/account/join-trades.js';
import { accountsGround } from '../paper/accounts-ground.js';
import { ACCOUNT } from '../paper/paper-client.js';
import { share } from '../support/instruments.js';

const ground = accountsGround();
let asked: Partial<GetOperationsByCursorRequest>[] = [];
const reader = (page: number) =>
  createOperationsReader({
    client: {
      getOperationsByCursor: (request) => {
        asked.push(request);
        return ground.client.operations.getOperationsByCursor(request);
      },
    },
    accountId: ACCOUNT,
    instrumentOf: async (uid) => (uid === ground.sber ? share({ uid }) : undefined),
    page,
  });

const from = new Date(Date.now() - 86_400_000);

test('pages of any size hold the same, oldest first, with what an order that works has executed', async () => {
  for (let index = 0; index < 4; index += 1) await ground.order(ground.sber, 1, '300.5');
  const whole = await reader(1_000).between({ from });
  asked = [];
  const paged = await reader(3).between({ from });
  expect(paged).toEqual(whole);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.every(({ limit }) => limit === 3)).toBe(true);
  expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
  const times = whole.map(({ at }) => at.getTime());
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(joinTrades({ operations: whole, logged: [], owners: new Map() }).length).toBeGreaterThanOrEqual(4);
});

test('a list that comes back to where it was is not read for ever', async () => {
  const circle = createOperationsReader({
    client: { getOperationsByCursor: async () => ({ items: [], hasNext: true, nextCursor: 'again' }) },
    accountId: ACCOUNT,
    instrumentOf: async () => undefined,
  });
  await expect(circle.between({ from })).rejects.toThrow(OperationsCursorError);
});

/** Recorded of the older call: its fields under the names of this one. */
const recorded = (file: string) => {
  const told = JSON.parse(readFileSync(new URL(`../fixtures/broker/${file}.json`, import.meta.url), 'utf8'));
  const items = told.map(
    ({ operationType, quantity, quantityRest, trades, ...item }: Record<string, unknown>) => ({
      ...item,
      type: operationType,
      quantityDone: Number(quantity) - Number(quantityRest),
      instrumentUid: 'uid',
      tradesInfo: {
        trades: (trades as { tradeId: string; dateTime: string }[]).map(
          ({ tradeId, dateTime, ...trade }) => ({
            ...trade,
            num: tradeId,
            date: dateTime,
          }),
        ),
      },
    }),
  );
  return GetOperationsByCursorResponse.fromJSON({ items }).items;
};

test('recorded operations: two trades with their commissions; what was cancelled executed nothing', () => {
  const executed = recorded('operations-executed');
  expect(executed.every(({ state }) => state === OperationState.OPERATION_STATE_EXECUTED)).toBe(true);
  const operations = executed.map((item) => fromOperation(item, share())).reverse();
  const trades = joinTrades({ operations, logged: [], owners: new Map() });
  expect(
    trades.map(({ at, direction, amount, price, sum, commission, order }) => [
      ...[at.toISOString(), direction, amount, price.toFixed(), sum.toFixed(), commission?.toFixed(), order],
    ]),
  ).toEqual([
    ['2022-05-13T13:52:12.711Z', 'buy', 10, '120.3', '1203', '3.61', '31296501240'],
    ['2022-05-13T14:21:07.316Z', 'sell', 10, '120.55', '1205.5', '3.62', '31297432578'],
  ]);
  // What the broker lists no more, told in points of two roubles: what was paid says so.
  const inPoints = executed.map((item) => ({
    ...fromOperation(
      { ...item, payment: item.payment && { ...item.payment, units: 2_406, nano: 0 } },
      undefined,
    ),
  }));
  expect(inPoints.at(-1)?.executions.map(({ price }) => price.toFixed())).toEqual(['240.6']);
  expect(fromOperation(executed.at(-1) as never, undefined).executions[0]?.price.toFixed()).toBe('120.3');
  // An order of ours whose operation tells another uid, or none, is one trade, and of that uid or of the order's.
  for (const [told, shown] of [
    ['', 'uid'],
    ['renamed', 'renamed'],
  ]) {
    const [first] = trades;
    if (!first) throw new Error('no trade');
    const owner = { task: 'buy/1', kind: 'sellbuy' };
    const renamed = operations.map((each) => ({ ...each, instrumentUid: told ?? '' }));
    const logged = [
      {
        ...{ owner, brokerOrderId: first.order, instrumentUid: 'uid', direction: first.direction },
        ...{ amount: first.amount, value: first.sum, commission: undefined, isSettled: true },
        ...{ recordedAt: first.at, executedAt: first.at },
      },
    ];
    const joined = joinTrades({ operations: renamed, logged, owners: new Map() });
    expect(joined.map(({ source }) => source)).toEqual(['broker', 'broker']);
    expect(joined[0]).toMatchObject({ instrumentUid: shown, owner });
  }
  const cancelled = recorded('operations-cancelled').map((item) => fromOperation(item, share()));
  expect(cancelled).toHaveLength(2);
  expect(joinTrades({ operations: cancelled, logged: [], owners: new Map() })).toEqual([]);
});
