import { expect, test } from '@jest/globals';
import { OperationState, OperationType } from 'tinkoff-invest-api/dist/generated/operations.js';
import { NANO, parseNano } from '../../paper/money.js';
import { accountsGround } from './accounts-ground.js';
import { ACCOUNT, nano } from './paper-client.js';

const ground = accountsGround();
const account = { accountId: ACCOUNT };

test('what operations paid adds up to the change of the money', async () => {
  const list = async () => (await ground.client.operations.getOperations(account)).operations;
  const before = new Set((await list()).map(({ id }) => id));
  await ground.order(ground.sber, 2, '300.5');
  await ground.order(ground.sber, 1, '300', true);
  await ground.order(ground.bond.uid, 3, '96');
  await ground.order(ground.future.uid, 3, '112100');
  await ground.order(ground.future.uid, 3, '112000', true);
  const untouched = await ground.order(ground.sber, 1, '290');
  await ground.client.orders.cancelOrder({ ...account, orderId: untouched.orderId });
  const operations = (await list()).filter(({ id }) => !before.has(id));
  const dates = operations.map(({ date }) => date?.getTime() ?? 0);
  expect(dates).toEqual([...dates].sort((one, other) => other - one));
  // The price of a future is not paid; what is lost by closing it is.
  const moved = operations
    .filter(({ instrumentType, parentOperationId }) => instrumentType !== 'futures' || parentOperationId)
    .reduce((sum, { payment }) => sum + nano(payment), 0n);
  const { money } = (await ground.client.control('GET', '/account')).body;
  expect(10_000_000n * NANO + moved).toBe(parseNano(String(money)));
  const margin = operations.filter(
    ({ operationType }) => operationType === OperationType.OPERATION_TYPE_WRITING_OFF_VARMARGIN,
  );
  expect(margin.map(({ payment }) => nano(payment))).toEqual([-3n * 100n * ground.future.point]);
  const cancelled = operations.find(({ id }) => id === untouched.orderId);
  expect(cancelled).toMatchObject({
    state: OperationState.OPERATION_STATE_CANCELED,
    operationType: OperationType.OPERATION_TYPE_BUY,
    quantity: 10,
    quantityRest: 10,
    payment: { units: 0, nano: 0 },
  });
});

test('the operation of an order names its trades and its commission', async () => {
  const { orderId } = await ground.order(ground.sber, 2, '300.5');
  const { items } = await ground.client.operations.getOperationsByCursor({
    ...account,
    operationTypes: [OperationType.OPERATION_TYPE_BUY],
    limit: 1,
  });
  expect(items).toMatchObject([
    {
      id: orderId,
      brokerAccountId: ACCOUNT,
      instrumentUid: ground.sber,
      quantity: 20,
      quantityDone: 20,
      quantityRest: 0,
      price: { units: 300, nano: 500_000_000 },
      payment: { units: -6_010, nano: 0 },
      commission: { units: -3, nano: -10_000_000 },
      tradesInfo: { trades: [{ quantity: 20 }] },
      childOperations: [{ payment: { units: -3, nano: -10_000_000 } }],
    },
  ]);
});

test('operations are read page by page, each once, and filtered', async () => {
  for (let index = 0; index < 5; index += 1) await ground.order(ground.sber, 1, '300.5');
  await ground.order(ground.bond.uid, 1, '96');
  const whole = await ground.client.operations.getOperationsByCursor({ ...account, operationTypes: [] });
  const pages: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await ground.client.operations.getOperationsByCursor({
      ...account,
      operationTypes: [],
      limit: 3,
      cursor,
    });
    expect(page.items.length).toBeLessThanOrEqual(3);
    pages.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (!page.hasNext) break;
  }
  expect(pages).toEqual(whole.items.map(({ id }) => id));
  expect(new Set(pages).size).toBe(pages.length);
  const bonds = await ground.client.operations.getOperationsByCursor({
    ...account,
    operationTypes: [],
    instrumentId: ground.bond.uid,
    withoutCommissions: true,
    withoutTrades: true,
  });
  expect(bonds.items[0]).toMatchObject({ instrumentType: 'bond', tradesInfo: undefined });
  expect(nano(bonds.items[0]?.accruedInt)).toBe(ground.bond.aci);
  expect(bonds.items.every(({ type }) => type === OperationType.OPERATION_TYPE_BUY)).toBe(true);
  const progress = { state: OperationState.OPERATION_STATE_PROGRESS };
  expect((await ground.client.operations.getOperations({ ...account, ...progress })).operations).toEqual([]);
});

test('a wrong period, state, limit or cursor is refused', async () => {
  const later = new Date(Date.now() + 86_400_000);
  const list = (request: object) => ground.client.operations.getOperations({ ...account, ...request });
  const page = (request: object) =>
    ground.client.operations.getOperationsByCursor({ ...account, operationTypes: [], ...request });
  await expect(list({ from: new Date(), to: new Date(0) })).rejects.toThrow('30012');
  await expect(list({ from: later })).rejects.toThrow('30070');
  await expect(list({ state: 9 })).rejects.toThrow('30023');
  await expect(page({ limit: 1_001 })).rejects.toThrow('30069');
  await expect(page({ cursor: 'nothing' })).rejects.toThrow('30226');
  await expect(list({ accountId: 'nobody' })).rejects.toThrow('50004');
});
