/** What tasks report is planted wrongly, one figure at a time: the verdict names it. */
import { expect, test } from '@jest/globals';
import { clientOrderIdOf } from '../../database/index.js';
import type { SpreadResult } from '../../domain/spread/terms.js';
import { LedgerJudge } from '../support/ledger-judge.js';
import type { LedgerEvent } from '../support/paper-control.js';
import { Asked, type AskedFirst, AskedTask } from './asked.js';
import { verdictOn } from './verdict.js';
import type { SoakedTask } from './watch.js';

type Entry = Partial<LedgerEvent> & { kind: string };

const KEY = '33333333-3333-4333-8333-333333333333';
const order = (leg: 'far' | 'near', more: Entry): Entry => ({
  requestId: clientOrderIdOf({ taskKey: KEY, leg, number: 1 }),
  orderId: leg,
  ...(leg === 'far' ? { ticker: 'MEH7', direction: 'sell' as const, price: '17500' } : {}),
  ...(leg === 'near' ? { ticker: 'MOEX', direction: 'buy' as const, price: '172' } : {}),
  ...more,
});
/** Two contracts sold, and twenty lots of ten bought. */
const LEDGER: Entry[] = [
  order('far', { kind: 'accepted', lots: 2 }),
  order('far', { kind: 'fill', lots: 2 }),
  order('near', { kind: 'accepted', lots: 20 }),
  order('near', { kind: 'fill', lots: 20 }),
];
const RESULT: SpreadResult = {
  ...{ sell: true, ticker: 'MEH7', nearTicker: 'MOEX', ratio: '100', amount: 2, executed: 2 },
  ...{ averagePrice: '300', wantedPrice: '270', slippage: '30', commission: '34.7' },
  far: { ticker: 'MEH7', executed: 2, averagePrice: '17500', commission: '17.5' },
  near: { ticker: 'MOEX', executed: 200, averagePrice: '172', commission: '17.2' },
  ...{ unhedged: '0', longestUnhedgedMs: 1, largestUnhedged: '200' },
};
const SPREAD: SoakedTask = {
  ...{
    key: KEY,
    id: 'spread/1',
    ticker: 'MEH7',
    direction: 'sell',
    lot: 1,
    targetLots: 2,
    limitPrice: '270',
  },
  hedge: { ticker: 'MOEX', lot: 10, ratio: '100' },
  ...{ state: 'done', finished: true, executed: 2, averagePrice: '300', commission: '34.7', spread: RESULT },
  ...{ until: null, requestKey: 'api:one', error: null },
};

interface Planted extends Partial<SoakedTask> {
  readonly ledger?: Entry[];
  readonly first?: Partial<AskedFirst>;
}
const verdict = (
  { ledger = LEDGER, first, ...change }: Planted = {},
  tell: (task: AskedTask, asked: Asked) => void = () => undefined,
) => {
  const asked = new Asked();
  const task = new AskedTask({
    ...{ sells: true, ticker: 'MEH7', nearTicker: 'MOEX', ratio: null, lot: 1, mostMore: 1, ...first },
    newPrice: () => '270',
    terms: { targetLots: 2, limitPrice: '270' },
  });
  asked.byRequestKey.set('api:one', task);
  asked.taken.add('one');
  tell(task, asked);
  const judge = new LedgerJudge(asked.halts);
  const soaked = { ...SPREAD, terms: task.terms, ...change };
  judge.know(soaked);
  judge.read(ledger.map((entry, index) => ({ seq: index + 1, atUs: index, ...entry })));
  return verdictOn({ judge, tasks: [soaked], asked, mishaps: [] });
};
const reporting = (change: Partial<SpreadResult>) => verdict({ spread: { ...RESULT, ...change } });

test('says nothing of a spread that reports what the ledger holds', () => {
  expect(verdict()).toEqual([]);
});

test('names each total of a task that is not the ledger’s', () => {
  expect(verdict({ executed: 1 })).toEqual(["spread/1: its executed amount is 1, the ledger's 2"]);
  expect(verdict({ averagePrice: '300.01' })).toEqual([
    "spread/1: its average price is 300.01, the ledger's 300",
  ]);
  expect(verdict({ commission: '34.71' })).toEqual(["spread/1: its commission is 34.71, the ledger's 34.7"]);
});

test('names each figure of a report that is not the ledger’s', () => {
  const { far, near } = RESULT;
  const wrong: readonly (readonly [Partial<SpreadResult>, string])[] = [
    [{ executed: 3 }, "reported amount is 3, the ledger's 2"],
    [{ averagePrice: '299.99' }, "reported average is 299.99, the ledger's 300"],
    [{ commission: '34.69' }, "reported commission is 34.69, the ledger's 34.7"],
    [{ slippage: '-30' }, "slippage is -30, the ledger's 30"],
    [{ far: { ...far, executed: 1 } }, "far executed is 1, the ledger's 2"],
    [{ near: { ...near, executed: 190 } }, "near executed is 190, the ledger's 200"],
    [{ far: { ...far, averagePrice: '17500.5' } }, "far average is 17500.5, the ledger's 17500"],
    [{ near: { ...near, averagePrice: '172.01' } }, "near average is 172.01, the ledger's 172"],
    [{ far: { ...far, commission: '17.51' } }, "far commission is 17.51, the ledger's 17.5"],
    [{ near: { ...near, commission: '0' } }, "near commission is 0, the ledger's 17.2"],
    [{ unhedged: '10' }, "reported rest is 10, the ledger's 0"],
  ];
  for (const [change, words] of wrong) expect(reporting(change)).toEqual([`spread/1: its ${words}`]);
  expect(reporting({ wantedPrice: '260', slippage: '40' })).toEqual([
    'spread/1 reports a wanted price of 260, which nobody asked for',
  ]);
});

test('names a position that is not balanced within a near lot, though it is reported truly', () => {
  const ledger = [...LEDGER.slice(0, 3), order('near', { kind: 'fill', lots: 19 })];
  const near = { ...RESULT.near, executed: 190, commission: '16.34' };
  const told = { averagePrice: '1160', commission: '33.84' };
  const spread = { ...RESULT, ...told, slippage: '890', near, unhedged: '10' };
  expect(verdict({ ledger, ...told, spread })).toEqual([
    '1 lots still work at the end',
    'spread/1 ends with 10 unhedged',
    expect.stringContaining('spread/1: 1 near lots were due for'),
  ]);
  // What is below a near lot is carried and reported.
  const hedge = { ticker: 'MOEX', lot: 10, ratio: '102' };
  expect(verdict({ hedge, spread: { ...RESULT, unhedged: '4' } })).toEqual([]);
});

test('names what the API answered with 500', () => {
  const failing = (_: AskedTask, asked: Asked) => void asked.failures.push('POST /tasks/spread%2F1/pause');
  expect(verdict({}, failing)).toEqual(['the API answered 500 to POST /tasks/spread%2F1/pause']);
});

test('names a spread that is another one than was asked for', () => {
  expect(verdict({ first: { sells: false } })).toEqual([
    'spread/1 is to sell MEH7 / MOEX, and buy MEH7 / MOEX was asked for',
  ]);
  expect(verdict({ first: { nearTicker: 'ALRS' } })).toHaveLength(1);
  expect(verdict({ first: { ticker: 'ALH7' } })).toHaveLength(1);
  expect(verdict({ first: { ratio: '50' } })).toEqual([
    'spread/1 is to sell MEH7 / MOEX × 100, and sell MEH7 / MOEX × 50 was asked for',
  ]);
});

test('names a spread that ended before its target though nobody stopped it and its time was not over', () => {
  const partly = { state: 'cancelled' };
  expect(verdict(partly)).toEqual(['spread/1 is cancelled with 2 of 2 lots (null), and nobody stopped it']);
  expect(verdict(partly, (asked) => void asked.tell('cancel'))).toEqual([]);
  const until = new Date(Date.now() - 1_000).toISOString();
  const timed = { ...partly, until, error: { code: 'time-over' } };
  const amended = (asked: AskedTask) => {
    asked.amend({ targetLots: 2, limitPrice: '270', until });
    asked.answered('taken');
  };
  expect(verdict(timed, amended)).toEqual([]);
  const later = new Date(Date.now() + 60_000).toISOString();
  const ahead = (asked: AskedTask) => {
    asked.amend({ targetLots: 2, limitPrice: '270', until: later });
    asked.answered('taken');
  };
  expect(verdict({ ...timed, until: later }, ahead)).toHaveLength(1);
});
