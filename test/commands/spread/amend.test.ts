/** A running spread gets no more than was agreed to when it started, and nothing that a new one could not be. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandDependencies } from '../../../commands/define-command.js';
import { amendSpread, type SpreadAmendment } from '../../../commands/spread/amend.js';
import type { WantedSpread } from '../../../commands/spread/pair.js';
import { spreadRequest } from '../../../commands/spread/request.js';
import { insertTask, type TaskRow } from '../../../database/index.js';
import type { SpreadRequest } from '../../../domain/spread/terms.js';
import type { Amendment } from '../../../domain/task.js';
import { openSpreadGround, refusalOf, type SpreadGround } from '../spread-ground.js';

let ground: SpreadGround;
let far = '';
let amended: Amendment[] = [];
beforeAll(async () => {
  ground = await openSpreadGround();
  far = ground.ticker(1);
  await ground.control.book('SBER', { bids: [['299.9', 5000]], asks: [['300', 5000]] });
  await ground.control.book(far, { bids: [['31000', 500]], asks: [['31001', 500]] });
});
afterAll(() => ground?.stop());
beforeEach(async () => {
  amended = [];
  await ground.db.deleteFrom('tasks').execute();
});

const account = (money: string, positions: Record<string, number> = {}) =>
  ground.control.account({ money, positions });

const wantedWith = (change: Partial<WantedSpread>): WantedSpread => ({
  ...{ farTicker: far, nearTicker: 'SBER', sell: true, amount: 5, price: '250' },
  ...change,
});

/** As it starts after a Yes to all that is asked; `change` is of its request. */
async function started(
  wanted: Partial<WantedSpread> = {},
  change: Partial<SpreadRequest> = {},
): Promise<TaskRow> {
  const { request: checked, consent } = await spreadRequest(wantedWith(wanted), ground);
  const { amount, ratio, reasons } = consent ?? {};
  const agreed = amount && ratio && reasons ? { agreed: { amount, ratio, reasons } } : {};
  const request: SpreadRequest = { ...checked, ...agreed, ...change };
  const { row } = await insertTask(ground.db, {
    key: randomUUID(),
    kind: 'spread',
    mode: 'paper',
    accountId: ground.broker.accountId,
    ticker: request.ticker,
    instrumentUid: request.instrumentUid,
    amount: request.amount,
    request,
    requestedBy: 'test',
    wish: { version: 1, mode: 'run', targetLots: request.amount, limitPrice: request.limitPrice },
  });
  return row;
}

function amend(row: TaskRow, wanted: SpreadAmendment['wanted']): Promise<TaskRow> {
  const tasks = {
    async amend(_id: string, amendment: Amendment) {
      amended.push(amendment);
      return row;
    },
  };
  const dependencies = { ...ground, tasks } as unknown as CommandDependencies;
  return amendSpread({ row, wanted, by: 'test' }, dependencies);
}

const refused = async (row: TaskRow, wanted: SpreadAmendment['wanted']) => {
  const { code, data } = await refusalOf(amend(row, wanted));
  expect(amended).toEqual([]);
  return { code, data };
};
const beyond = (row: TaskRow, data: object) => ({
  code: 'amend-takes-margin',
  data: { taskId: row.id, ...data },
});

describe('more than was agreed to', () => {
  test('of a short far leg is refused, however much of it is held short already', async () => {
    await account('10000000');
    const row = await started({ amount: 1 });
    const short = { why: 'far-short', ticker: far };
    expect(await refused(row, { amount: 50 })).toEqual(beyond(row, { ...short, amount: '49' }));
    expect(await refused(row, { amount: 2 })).toEqual(beyond(row, { ...short, amount: '1' }));
  });

  test('of a short near leg is refused, by contracts and by ratio', async () => {
    await account('10000000', { SBER: 200 });
    const row = await started({ sell: false });
    const short = { why: 'near-short', ticker: 'SBER' };
    expect(await refused(row, { amount: 6 })).toEqual(beyond(row, { ...short, amount: '100' }));
    expect(await refused(row, { ratio: '104' })).toEqual(beyond(row, { ...short, amount: '20' }));
  });

  test('of a loan is refused, and none that nobody was asked for is taken', async () => {
    // What it costs twice, without the tenth in reserve, and the guarantee of what is held.
    const { toBuy } = await ground.broker.instruments.futuresMargin((await ground.instrument(far)).uid);
    await account(String(10 * Number(toBuy) + 305_000), { [far]: 10, GAZP: 10_000 });
    const row = await started();
    expect(row.request).toMatchObject({ margin: false });
    const loan = { why: 'loan', ticker: 'SBER', needed: expect.any(String), free: expect.any(String) };
    expect(await refused(row, { amount: 10 })).toEqual(beyond(row, loan));
  });

  test('is refused where the row is of before agreements were kept', async () => {
    await account('10000000');
    const row = await started({}, { agreed: undefined as never });
    expect(row.request).toMatchObject({ margin: true });
    expect(await refused(row, { amount: 6 })).toMatchObject(beyond(row, { why: 'far-short' }));
  });
});

describe('what was agreed to is amended to', () => {
  test('again after it was less', async () => {
    await account('10000000');
    const row = await started({}, { amount: 3 });
    await amend(row, { amount: 5 });
    expect(amended).toEqual([{ amount: 5 }]);
    amended = [];
    expect(await refused(row, { amount: 6 })).toEqual(
      beyond(row, { why: 'far-short', ticker: far, amount: '3' }),
    );
  });

  test('where more is held, or the own money is enough', async () => {
    await account('10000000', { [far]: 8 });
    const row = await started();
    await amend(row, { amount: 8 });
    expect(await refusalOf(amend(row, { amount: 9 }))).toMatchObject(
      beyond(row, { why: 'far-short', ticker: far, amount: '1' }),
    );
    // The far leg of a larger ratio is the same.
    await account('10000000');
    const short = await started();
    await amend(short, { ratio: '104' });
    expect(amended).toEqual([{ amount: 8 }, { ratio: '104' }]);
  });
});

test('less than the ratio fits is refused as a new spread of it is; so much as it fits needs nothing of the broker', async () => {
  await account('10000000', { [far]: 8 });
  const row = await started({ amount: 8, ratio: '97.5' });
  const { code, data } = await refused(row, { amount: 3 });
  expect({ code, data }).toMatchObject({
    code: 'ratio-not-fitting',
    data: { ratio: '97.5', amount: '3', lot: '10' },
  });
  expect((await refusalOf(spreadRequest(wantedWith({ amount: 3, ratio: '97.5' }), ground))).code).toBe(code);
  await account('0');
  await amend(row, { amount: 4 });
  await amend(row, { limitPrice: '251' });
  expect(amended).toEqual([{ amount: 4 }, { limitPrice: '251' }]);
});
