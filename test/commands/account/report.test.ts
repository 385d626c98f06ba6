/** Reports of a real account against the exchange's ledger, to the kopeck. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportText } from '../../../bot/answers/report.js';
import { tradesText } from '../../../bot/answers/trades.js';
import type { OperationsSpan } from '../../../broker/broker.js';
import type { Broker } from '../../../broker/index.js';
import type { Report } from '../../../commands/index.js';
import { report } from '../../../commands/report.js';
import { taskByKey } from '../../../database/index.js';
import type { Operation } from '../../../domain/account/operation.js';
import { Decimal } from '../../../domain/decimal.js';
import { DAY_MS } from '../../../domain/moscow.js';
import { LOCALES } from '../../../locales/index.js';
import { type DayGround, openDayGround } from './day-ground.js';
import { commissionOf, gained, worth } from './ledger-accounts.js';

const TEN_DAYS_MS = 10 * DAY_MS;

let ground: DayGround;
let bench: DayGround['bench'];
beforeAll(async () => {
  ground = await openDayGround();
  bench = ground.bench;
}, 90_000);
afterAll(() => ground?.stop());

describe('the report', () => {
  test('by day: ours and others apart, profit by average cost, and sums of what is shown', async () => {
    const { byDay } = await ground.report({ by: 'day' });
    const own = await ground.ownOrders();
    const of = (isOurs: boolean, ticker?: string) =>
      ground.fills.filter((fill) => own.has(fill.order) === isOurs && (!ticker || fill.ticker === ticker));
    const lines = byDay?.days.flatMap((day) => day.lines) ?? [];
    expect(byDay?.days.every(({ day }) => day >= ground.from)).toBe(true);
    expect(byDay?.clearing).toBe('0.00');
    const profitOf = (who: string, ticker: string) =>
      lines
        .filter((line) => line.by === who && line.ticker === ticker)
        .reduce((all, { profit }) => all.add(profit), new Decimal(0))
        .toFixed(2);
    for (const [who, isOurs] of [
      ['ours', true],
      ['foreign', false],
    ] as const) {
      const figures = byDay?.totals[who];
      expect(figures).toMatchObject({
        turnover: worth(of(isOurs)).toFixed(2),
        commission: commissionOf(of(isOurs)).toFixed(2),
      });
      for (const name of ['profit', 'commission', 'turnover', 'bought', 'sold', 'result'] as const)
        expect(figures?.[name]).toBe(
          lines
            .filter((line) => line.by === who)
            .reduce((all, line) => all.add(line[name]), new Decimal(0))
            .toFixed(2),
        );
    }
    // By hand, in the far leg: one is bought at 31200 and sold with two more at 31200, of which two are bought back at 31000.
    expect(['ours', 'foreign'].map((who) => profitOf(who, bench.far.ticker))).toEqual(['400.00', '0.00']);
    expect(lines.every(({ unknownAmount }) => unknownAmount === 0)).toBe(true);
    expect(byDay?.totals.all.result).toBe(
      new Decimal(byDay?.totals.all.profit ?? 0).sub(commissionOf(ground.fills)).toFixed(2),
    );
    // All that was gained is what is realized and what is still held at its cost.
    const near = ground.fills.filter(({ ticker }) => ticker === 'SBER');
    const realized = new Decimal(profitOf('ours', 'SBER')).add(profitOf('foreign', 'SBER'));
    const heldAtCost = realized.sub(gained(near));
    expect(heldAtCost.gt(0)).toBe(true);
    // The purchase wanted 306.55 and got 306.5 for twenty.
    expect(byDay?.totals.ours.slippage).toBe('1.00');
    expect(byDay?.totals.foreign.slippage).toBeNull();
  });

  test('what is closed of a position of before the span has no profit that anybody knows, and says so', async () => {
    const { broker } = bench;
    const more = Object.create(broker, {
      account: {
        value: {
          ...broker.account,
          positions: async () => {
            const told = await broker.account.positions();
            const securities = told.securities.map((each) =>
              each.instrumentUid === bench.near.uid ? { ...each, free: each.free + 1_000 } : each,
            );
            return { ...told, securities };
          },
        },
      },
    }) as Broker;
    const { byDay } = (await ground.asked<Report>(report, { from: ground.from, by: 'day' }, more)).result;
    const sold = ground.fills.filter(({ ticker, direction }) => ticker === 'SBER' && direction === 'sell');
    const near = byDay?.days.flatMap(({ lines }) => lines).filter(({ ticker }) => ticker === 'SBER') ?? [];
    const unknownOf = (who: string): number =>
      near.reduce((all, { by, unknownAmount }) => all + (by === who ? unknownAmount : 0), 0);
    expect(near.map(({ profit }) => profit)).toEqual(near.map(() => '0.00'));
    expect([unknownOf('ours'), unknownOf('foreign')]).toEqual([
      sold.filter(({ order }) => order !== sold[0]?.order).reduce((all, { amount }) => all + amount, 0),
      40,
    ]);
  });

  test('what was bought days before the span is read back, an instrument a call, and its cost is known', async () => {
    const { broker } = bench;
    const own = await ground.ownOrders();
    const firstDays = ground.fills.filter(({ order, direction }) => !own.has(order) && direction === 'buy');
    const shifted = new Set(firstDays.map(({ order }) => order));
    const earlier = (each: Operation): Operation => {
      const sooner = (at: Date): Date => new Date(at.getTime() - TEN_DAYS_MS);
      if (!shifted.has(each.id) && !shifted.has(each.parentId ?? '')) return each;
      const executions = each.executions.map((one) => ({ ...one, at: sooner(one.at) }));
      return { ...each, at: sooner(each.at), executions };
    };
    const all = (await broker.operations.between({ from: new Date(Date.now() - TEN_DAYS_MS) })).map(earlier);
    const asked: string[] = [];
    let isForgotten = false;
    const long = Object.create(broker, {
      operations: {
        value: {
          between: async ({ from, to = new Date() }: OperationsSpan) =>
            all.filter(({ at }) => at >= from && at <= to),
          async *backwards({ from, to }: Required<OperationsSpan>, uid: string) {
            asked.push(uid);
            const isIn = ({ at, instrumentUid }: Operation) =>
              !isForgotten && instrumentUid === uid && at >= from && at <= to;
            yield all.filter(isIn).reverse();
          },
        },
      },
    }) as Broker;
    const days = async () =>
      (await ground.asked<Report>(report, { from: ground.from, by: 'day' }, long)).result.byDay;
    const profitOf = (told: Report['byDay']) => told?.totals.all.profit;
    const unknownOf = (told: Report['byDay']): number =>
      (told?.days ?? []).flatMap(({ lines }) => lines).reduce((sum, each) => sum + each.unknownAmount, 0);
    const { byDay } = await ground.report({ by: 'day' });
    const told = await days();
    expect([profitOf(told), unknownOf(told)]).toEqual([profitOf(byDay), 0]);
    expect(asked.sort()).toEqual([bench.far.uid, bench.near.uid].sort());
    isForgotten = true;
    expect(unknownOf(await days())).toBe(firstDays.reduce((sum, { amount }) => sum + amount, 0));
  });

  test('by spread: both legs, the price got against the wanted one, and what was unwound with what it unwinds', async () => {
    const { bySpread } = await ground.report({ by: 'spread' });
    const own = await ground.ownOrders();
    const of = (task: string, ticker: string) =>
      ground.fills.filter((fill) => own.get(fill.order) === task && fill.ticker === ticker);
    const { far, near } = bench;
    expect(bySpread?.spreads.map(({ task }) => task)).toEqual([ground.entered.id, ground.left.id]);
    for (const each of bySpread?.spreads ?? []) {
      const [ofFar, ofNear] = [of(each.task, far.ticker), of(each.task, near.ticker)];
      expect(each).toMatchObject({
        far: { sum: worth(ofFar).toFixed(2), commission: commissionOf(ofFar).toFixed(2) },
        near: { sum: worth(ofNear).toFixed(2), commission: commissionOf(ofNear).toFixed(2) },
        turnover: worth([...ofFar, ...ofNear]).toFixed(2),
        commission: commissionOf(ofFar).add(commissionOf(ofNear)).toFixed(2),
        unhedged: '0',
        finishedAt: expect.any(String),
      });
    }
    // By hand: sold at 31200 − 100 × 306.6 = 540, 300 were wanted: 3 × 240; bought at 31000 − 100 × 306.5 = 350, 700 wanted.
    const [first, second] = bySpread?.spreads ?? [];
    expect(first).toMatchObject({
      ...{ executed: 3, price: '540', wantedPrice: '300', slippage: '720.00', unwound: null },
      ...{ unwinds: null, unwoundBy: [ground.left.id] },
    });
    expect(second).toMatchObject({
      ...{ executed: 2, price: '350', wantedPrice: '700', slippage: '700.00', unwinds: ground.entered.id },
    });
    // Two contracts: 2 × (540 − 350); commission: all of the second's, and two thirds of the first's.
    const [paid, share] = [
      commissionOf([...of(ground.left.id, far.ticker), ...of(ground.left.id, near.ticker)]),
      first?.commission,
    ];
    const both = paid.add(new Decimal(share ?? 0).mul(2).div(3).toDecimalPlaces(2));
    expect(second?.unwound).toEqual({
      amount: 2,
      spreads: [ground.entered.id],
      profit: '380.00',
      commission: both.toFixed(2),
      result: new Decimal(380).sub(both).toFixed(2),
    });
    // One contract is open: sold at 540, at the prices of the last trades of both it is worth 31000 − 100 × 306.5 = 350.
    expect([first?.open, second?.open]).toEqual([{ amount: 1, near: 100, profit: '190.00' }, null]);
    expect(bySpread?.totals).toMatchObject({
      ...{ openProfit: '190.00', openUnknown: 0 },
      ...{ spreads: 2, slippage: '1420.00', profit: '380.00', result: second?.unwound?.result },
      commission: new Decimal(first?.commission ?? 0).add(second?.commission ?? 0).toFixed(2),
    });
  });

  test('a spread that another closed on the same legs, by whatever command, is told with it', async () => {
    const { db } = bench;
    const originOf = (origin: string | null) =>
      db.updateTable('tasks').set({ origin }).where('key', '=', ground.left.key).execute();
    const { bySpread: before } = await ground.report({ by: 'spread' });
    await originOf(null);
    const { bySpread } = await ground.report({ by: 'spread' });
    await originOf(`unwind/${ground.entered.id}`);
    expect(bySpread?.spreads[1]).toMatchObject({ unwinds: null, unwound: before?.spreads[1]?.unwound });
    expect(bySpread?.totals).toEqual(before?.totals);
  });

  test('a kopeck in the log that the ledger does not have is seen', async () => {
    const { db } = bench;
    const change = (by: string) =>
      db
        .updateTable('orders')
        .set((eb) => ({ executed_value: eb('executed_value', '+', by) }))
        .where('task_key', '=', ground.left.key)
        .where('leg', '=', 'far')
        .execute();
    await change('0.01');
    const { bySpread } = await ground.report({ by: 'spread' });
    await change('-0.01');
    expect(bySpread?.spreads[1]?.unwound?.profit).toBe('379.99');
  });

  test('in words, in every language, and as a file', async () => {
    const { result, file } = await ground.asked<Report>(report, { from: ground.from, csv: true });
    expect(file?.rows).toBe(result.byDay?.days.flatMap(({ lines }) => lines).length);
    expect(
      (await ground.asked<Report>(report, { from: ground.from, by: 'spread', csv: true })).file?.rows,
    ).toBe(2);
    for (const locale of LOCALES) {
      const text = reportText(locale, result);
      expect(text).toContain(ground.entered.id);
      expect(text).toMatch(/379|380/);
      const lines = tradesText(locale, await ground.trades());
      expect(lines).toContain(ground.purchase);
      expect(lines.split('\n').length).toBeGreaterThan(8);
    }
    expect((await taskByKey(bench.db, ground.entered.key))?.state).toBe('done');
  });
});
