/** Faults planted in the ledger of a spread, and stretches that last too long: each is found. */
import { expect, test } from '@jest/globals';
import { clientOrderIdOf } from '../../database/index.js';
import { type JudgedTask, LedgerJudge } from './ledger-judge.js';
import type { LedgerEvent } from './paper-control.js';
import { CLOSED, judgeStretches, NO_WORKER } from './unhedged-causes.js';

const TASK: JudgedTask = {
  key: '22222222-2222-4222-8222-222222222222',
  id: 'spread/1',
  ticker: 'SRH7',
  direction: 'sell',
  lot: 1,
  targetLots: 3,
  limitPrice: '250',
  hedge: { ticker: 'SBER', lot: 10, ratio: '100' },
};
type Entry = Partial<LedgerEvent> & { kind: string };
const of = (leg: 'far' | 'near', number: number, more: Entry): Entry => ({
  requestId: clientOrderIdOf({ taskKey: TASK.key, leg, number }),
  orderId: `${leg}-${number}`,
  ...(leg === 'far' ? { ticker: 'SRH7', direction: 'sell' as const, price: '30500' } : {}),
  ...(leg === 'near' ? { ticker: 'SBER', direction: 'buy' as const, price: '300' } : {}),
  ...more,
});
const far = (number: number, more: Entry) => of('far', number, more);
const near = (number: number, more: Entry) => of('near', number, more);
/** Three contracts; each fill is hedged by ten lots a contract. Entry n happens at second n. */
const CLEAN: Entry[] = [
  far(1, { kind: 'accepted', lots: 3 }),
  far(1, { kind: 'fill', lots: 1 }),
  near(1, { kind: 'accepted', lots: 10 }),
  near(1, { kind: 'fill', lots: 10 }),
  far(1, { kind: 'fill', lots: 2 }),
  near(2, { kind: 'accepted', lots: 20 }),
  near(2, { kind: 'fill', lots: 20, price: '300.3' }),
];
const judge = (entries: readonly Entry[]) => {
  const found = new LedgerJudge();
  found.know(TASK);
  // Hedges are written down beside their sending: here they never were.
  const written = { clientOrderId: String(far(1, { kind: '' }).requestId), lots: 3, price: '30500', atUs: 0 };
  found.knowIntents([written]);
  found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: (index + 1) * 1_000_000, ...entry })));
  return found;
};
const findings = (entries: readonly Entry[]) => judge(entries).findings.map(({ what }) => what);
const planted = (entry: Entry, at = CLEAN.length) => findings(CLEAN.toSpliced(at, 0, entry));

test('finds nothing in the clean ledger of a spread, and adds up both legs', () => {
  expect(findings(CLEAN)).toEqual([]);
  expect(judge(CLEAN).spreadTotalsOf(TASK.key)).toEqual({
    far: { filled: 3, working: 0, orders: 1, averagePrice: '30500', commission: '45.75' },
    near: { filled: 30, working: 0, orders: 2, averagePrice: '300.2', commission: '45.03' },
    averagePrice: '480',
    commission: '90.78',
    unhedged: '0',
  });
});

test('finds a hedge of more than is due, working or filled', () => {
  expect(planted(near(3, { kind: 'accepted', lots: 1 }))).toEqual([
    'entry 8 (accepted): spread/1 (near) has 30 lots filled and 1 working, due are 30',
  ]);
  expect(planted(near(1, { kind: 'accepted', lots: 10 }), 1)[0]).toBe(
    'entry 2 (accepted): spread/1 (near) has 0 lots filled and 10 working, due are 0',
  );
});

test('finds a far order beyond the target, and one that was not written down', () => {
  expect(planted(far(2, { kind: 'accepted', lots: 1 }))).toEqual([
    `entry 8 (accepted): spread/1 (far) orders what was not written down before (key ${far(2, { kind: '' }).requestId})`,
    'entry 8 (accepted): spread/1 (far) has 3 lots filled and 1 working, its target is 3',
  ]);
});

test('finds legs that are exchanged', () => {
  expect(planted(far(1, { kind: 'accepted', lots: 3, direction: 'buy' }), 0)[0]).toBe(
    'entry 1 (accepted): spread/1 (far) is to sell SRH7, not buy SRH7',
  );
  expect(planted(near(3, { kind: 'accepted', ticker: 'GAZP' }))[0]).toBe(
    'entry 8 (accepted): spread/1 (near) is to buy SBER, not buy GAZP',
  );
});

test('while orders are halted finds a far order, and lets hedges be', () => {
  const halted = new LedgerJudge();
  halted.know(TASK);
  halted.halts.halted(0);
  halted.read(CLEAN.map((entry, index) => ({ seq: index + 1, atUs: index + 1, ...entry })));
  expect(halted.findings.map(({ what }) => what)).toEqual([
    'entry 1 (accepted): spread/1 (far) orders while orders are halted',
  ]);
});

test('measures each lot from the fill that made it due until it is filled, first due first', () => {
  const seconds = (entries: readonly Entry[], nowS: number) =>
    judge(entries)
      .stretches(nowS * 1e6)
      .map(({ lots, sinceUs, untilUs }) => [lots, sinceUs / 1e6, untilUs / 1e6]);
  expect(seconds(CLEAN, 9)).toEqual([
    [10, 2, 4],
    [20, 5, 7],
  ]);
  const partly = [
    far(1, { kind: 'accepted', lots: 3 }),
    far(1, { kind: 'fill', lots: 1 }),
    far(1, { kind: 'fill', lots: 1 }),
    near(1, { kind: 'accepted', lots: 20 }),
    near(1, { kind: 'fill', lots: 15 }),
  ];
  expect(seconds(partly, 9)).toEqual([
    [10, 2, 5],
    [5, 3, 5],
    [5, 3, 9],
  ]);
});

test('finds a hedge that is missing: it is owed until now, and at the end', () => {
  const missing = judge(CLEAN.slice(0, 5));
  expect(missing.spreadTotalsOf(TASK.key).unhedged).toBe('200');
  expect(judgeStretches(missing.stretches(8_000_000), []).wrong.at(-1)).toBe(
    'spread/1: 20 near lots were due for 3000 ms until 1970-01-01T00:00:08.000Z (nothing befell), 3000 ms of it without a cause',
  );
});

const stretch = (sinceS: number, untilS: number) => [
  { taskId: 'spread/1', nearTicker: 'SBER', lots: 1, sinceUs: sinceS * 1e6, untilUs: untilS * 1e6 },
];
const mishap = (kind: string, fromS: number, untilS: number) => ({
  kind,
  fromUs: fromS * 1e6,
  untilUs: untilS * 1e6,
});

test('a stretch may last a second, and as much longer as what befell meanwhile allows', () => {
  expect(judgeStretches(stretch(10, 10.9), []).wrong).toEqual([]);
  expect(judgeStretches(stretch(10, 11.1), []).wrong).toHaveLength(1);
  const killed = [mishap('kill -9 worker', 10.5, 10.5)];
  expect(judgeStretches(stretch(10, 15.9), killed).wrong).toEqual([]);
  expect(judgeStretches(stretch(10, 16.2), killed).wrong).toHaveLength(1);
  const { figures } = judgeStretches([...stretch(10, 15.4), ...stretch(30, 30.002)], killed);
  expect(figures.longestMs).toEqual({ 'kill -9 worker': 5_400, undisturbed: 2 });
  expect(figures.longestUnexcusedMs).toBe(500);
});

test('what a frozen worker held is taken over, however long it stands still; while no worker is left nobody can', () => {
  const frozen = mishap('worker frozen', 10, 30);
  expect(judgeStretches(stretch(10, 20.9), [frozen]).wrong).toEqual([]);
  expect(judgeStretches(stretch(10, 21.1), [frozen]).wrong).toHaveLength(1);
  expect(judgeStretches(stretch(10, 30), [frozen, mishap(NO_WORKER, 12, 25)]).wrong).toEqual([]);
});

test('limits are counted by the time that the machine had left for us', () => {
  const half = (atUs: number) => atUs / 2;
  expect(judgeStretches(stretch(10, 11.9), [], half).wrong).toEqual([]);
  expect(judgeStretches(stretch(10, 12.1), [], half).wrong).toEqual([
    'spread/1: 1 near lots were due for 2100 ms until 1970-01-01T00:00:12.100Z (nothing befell), 1050 ms of it without a cause',
  ]);
  const killed = [mishap('kill -9 worker', 10, 10)];
  expect(judgeStretches(stretch(10, 21.9), killed, half).wrong).toEqual([]);
  expect(judgeStretches(stretch(10, 22.1), killed, half).wrong).toHaveLength(1);
});

test('what hedges do not need excuses nothing but the takeover that needs it', () => {
  const without = mishap('temporal away', 10, 40);
  expect(judgeStretches(stretch(20, 23), [without]).wrong).toHaveLength(1);
  expect(judgeStretches(stretch(20, 43), [without, mishap('kill -9 worker', 19, 19)]).wrong).toEqual([]);
  expect(judgeStretches(stretch(20, 23), [mishap('kill -9 api', 20, 20)]).wrong).toHaveLength(1);
});

test('a closed session excuses the hedges of its own near leg, and those for just that stretch', () => {
  const closed = { ...mishap(CLOSED, 11, 18), ticker: 'SBER' };
  expect(judgeStretches(stretch(10.9, 18.2), [closed]).wrong).toEqual([]);
  expect(judgeStretches(stretch(10.9, 19.2), [closed]).wrong).toHaveLength(1);
  expect(judgeStretches(stretch(10.9, 18.2), [{ ...closed, ticker: 'GAZP' }]).wrong).toHaveLength(1);
});
