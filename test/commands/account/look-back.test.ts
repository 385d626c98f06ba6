/** Positions are read back page by page, no further than is needed. */
import { expect, test } from '@jest/globals';
import type { Broker } from '../../../broker/index.js';
import { lookBack } from '../../../commands/account/look-back.js';
import type { Operation } from '../../../domain/account/operation.js';
import { Decimal } from '../../../domain/decimal.js';
import { DAY_MS } from '../../../domain/moscow.js';

const BEGINS = new Date(Date.UTC(2026, 10, 30, 21));
const daysBefore = (days: number): Date => new Date(BEGINS.getTime() - days * DAY_MS);

const buy = (days: number, amount: number): Operation => ({
  ...{ id: `${days}`, parentId: undefined, kind: 'buy', at: daysBefore(days), figi: '', currency: 'rub' },
  ...{ instrumentUid: 'uid', payment: new Decimal(-100 * amount), commission: undefined },
  accruedInterest: new Decimal(0),
  executions: [{ id: `${days}`, at: daysBefore(days), amount, price: new Decimal(100) }],
});

/** A page an operation; how many were read. */
const read = async (held: number, history: readonly Operation[]) => {
  let pages = 0;
  const operations = {
    async *backwards({ from, to }: { from: Date; to: Date }) {
      for (const each of history) {
        if (each.at < from || each.at > to) continue;
        pages += 1;
        yield [each];
      }
    },
  };
  const broker = { operations } as unknown as Broker;
  const position = { instrumentUid: 'uid', held, isSure: true };
  const before = { begins: BEGINS, earlier: { trades: [], others: [] } };
  const start = (await lookBack(broker, [position], before)).get('uid');
  return { pages, before: start?.before, bought: start?.trades.map(({ amount }) => amount) };
};

test('until nothing was held and no older order can have executed since; a page more, and no other', async () => {
  const history = [buy(3, 5), buy(10, 5), buy(12, 7), buy(30, 9)];
  expect(await read(10, history)).toEqual({ pages: 3, before: 0, bought: [5, 5] });
});

test('a transfer is the end; a year is; and so are twenty pages: what is left then has no known cost', async () => {
  const moved: Operation = { ...buy(4, 0), kind: 'moved', currency: '', executions: [] };
  expect(await read(10, [buy(3, 5), moved, buy(10, 5)])).toEqual({ pages: 3, before: 5, bought: [5] });
  expect(await read(10, [buy(3, 5), buy(366, 1), buy(367, 4)])).toEqual({
    pages: 2,
    before: 4,
    bought: [1, 5],
  });
  const many = Array.from({ length: 30 }, (_, place) => buy(2 + place, 1));
  expect(await read(30, many)).toMatchObject({ pages: 20, before: 10 });
});
