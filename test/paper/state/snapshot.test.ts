import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ContractError } from '../../../paper/errors.js';
import { Exchange } from '../../../paper/exchange/exchange.js';
import { Recorder } from '../../../paper/exchange/recorder.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { makeLadder } from '../../../paper/market/ladder.js';
import type { ExchangeEvent } from '../../../paper/state/events.js';
import { readLines } from '../../../paper/state/lines.js';
import { SnapshotReader, takeSnapshot } from '../../../paper/state/snapshot.js';
import { ExchangeState, FIRST_ACCOUNT_ID } from '../../../paper/state/state.js';
import { openStore } from '../../../paper/state/store.js';
import { newDataDir } from '../paper-client.js';
import { dumpOf } from './dump.js';

const NOW_MS = Date.now();
const catalogue = loadCatalogue(NOW_MS);
/** So few that orders and keys are forgotten. */
const LIMITS = { endedOrders: 6, keys: 15 };
/** A bond has interest, a future holds back a guarantee. */
const TICKERS = [
  'SBER',
  'GAZP',
  ...(['bond', 'future'] as const).map((kind) => catalogue.of(kind).at(-1)?.ticker ?? ''),
];

const ticker = fc.constantFrom(...TICKERS);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const post = fc.record({
  do: fc.constant('post' as const),
  ticker,
  direction: side,
  kind: fc.constantFrom('limit' as const, 'limit' as const, 'market' as const, 'best-price' as const),
  away: fc.integer({ min: -6, max: 6 }),
  lots: fc.integer({ min: 1, max: 40 }),
  timeInForce: fc.constantFrom(
    'day' as const,
    'day' as const,
    'fill-and-kill' as const,
    'fill-or-kill' as const,
  ),
});
const step = fc.oneof(
  { weight: 5, arbitrary: post },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      ticker,
      side,
      lots: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), ticker, away: fc.integer({ min: -5, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('stop' as const),
      ticker,
      direction: side,
      kind: fc.constantFrom('take-profit' as const, 'stop-loss' as const),
      away: fc.integer({ min: 1, max: 4 }),
      trailing: fc.boolean(),
      expires: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unstop' as const), pick: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      ticker,
      status: fc.constantFrom('NORMAL_TRADING', 'OPENING_AUCTION_PERIOD', 'BREAK_IN_TRADING'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cash' as const), units: fc.integer({ min: -9, max: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('open' as const), close: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('account' as const),
      money: fc.integer({ min: 0, max: 20_000_000 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the exchange records while it does all that. */
function play(script: readonly Step[]): ExchangeEvent[] {
  const { dataDir, remove } = newDataDir();
  const store = openStore({ dataDir, catalogue, limits: LIMITS });
  const { state, journal } = store;
  const exchange = new Exchange({
    state,
    catalogue,
    recorder: new Recorder(store),
    makeLadder: (instrument, midTicks) => makeLadder({ seed: '1', instrument, midTicks, nowMs: NOW_MS }),
  });
  for (const [turn, each] of script.entries()) {
    try {
      playStep(exchange, each, turn);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
    }
  }
  journal.close();
  const snapshot = new SnapshotReader(new ExchangeState(catalogue, LIMITS));
  const lines = [...readLines(join(dataDir, 'paper', 'journal-000001.jsonl'))].map(({ text }) => text);
  remove();
  return lines.filter((line) => !snapshot.take(line)).map((line) => JSON.parse(line) as ExchangeEvent);
}

function playStep(exchange: Exchange, each: Step, turn: number): void {
  const account = exchange.account(FIRST_ACCOUNT_ID);
  if (!account) throw new Error('there is no account');
  if (each.do === 'account') {
    const positions = TICKERS.map((name) => ({ ticker: name, amount: 1_000 - turn, averagePrice: '12.3' }));
    exchange.accounts.set({
      kind: 'account-set',
      accountId: account.id,
      money: String(each.money),
      positions,
    });
    return;
  }
  if (each.do === 'cash') {
    const nano = BigInt(each.units) * 1_000_000_000n;
    exchange.accounts.moveCash(account, { nano, reason: 'coupon', ticker: 'SBER' });
    return;
  }
  if (each.do === 'open') {
    const opened = exchange.accounts.open(`account ${turn}`);
    if (each.close) exchange.accounts.close(opened);
    return;
  }
  if (each.do === 'clear') {
    const future = catalogue.byTicker(TICKERS.at(-1) ?? '');
    if (!future) throw new Error('no future is listed');
    const ticks = { [future.ticker]: exchange.listing(future).lastTicks + turn };
    const payouts = [{ reason: 'dividend' as const, ticker: 'SBER', atMs: NOW_MS + turn, nano: '340000000' }];
    exchange.accounts.settle({ kind: 'cleared', atMs: NOW_MS + turn, ticks, payouts });
    return;
  }
  if (each.do === 'cancel') {
    const order = [...exchange.state.working.values()][each.pick];
    if (order) exchange.cancel(order);
    return;
  }
  if (each.do === 'unstop') {
    const stop = [...exchange.state.stops.active.values()][each.pick];
    if (stop) exchange.stops.cancel(stop);
    return;
  }
  const instrument = catalogue.byTicker(each.ticker);
  if (!instrument) throw new Error(`${each.ticker} is not listed`);
  const ladder = (away: number) =>
    makeLadder({ seed: '2', instrument, midTicks: instrument.startTicks + away, nowMs: NOW_MS });
  if (each.do === 'trade') exchange.trade(instrument, { ...each, limitTicks: undefined }, { keep: true });
  else if (each.do === 'move') exchange.setLadder(instrument, ladder(each.away), { keep: turn % 2 === 0 });
  else if (each.do === 'status')
    exchange.setCondition(instrument, { ...exchange.state.condition(instrument), status: each.status });
  else if (each.do === 'stop') {
    const buysLow = (each.kind === 'take-profit') === (each.direction === 'buy');
    const stopTicks = exchange.listing(instrument).lastTicks + (buysLow ? -each.away : each.away);
    const distance = { type: 'absolute' as const, nano: instrument.stepNano };
    const trails = each.trailing && each.kind === 'take-profit';
    exchange.stops.place(
      {
        requestId: `stop ${turn}`,
        account,
        instrument,
        direction: each.direction,
        lots: 1,
        kind: each.kind,
        child: trails ? 'limit' : 'market',
        stopPriceNano: BigInt(stopTicks) * instrument.stepNano,
        priceNano: undefined,
        priceUnit: 'points',
        trailing: trails ? { indent: distance, spread: distance } : undefined,
        expiresAtMs: each.expires ? Date.now() + 86_400_000 : undefined,
        margin: true,
      },
      { hideMs: 0 },
    );
  } else {
    const priceNano = BigInt(instrument.startTicks + each.away) * instrument.stepNano;
    exchange.place(
      {
        ...each,
        account,
        instrument,
        priceNano,
        margin: true,
        priceUnit: 'points',
        requestId: `key ${turn}`,
      },
      { hideMs: 0 },
    );
  }
}

const stateOf = (events: readonly ExchangeEvent[], state = new ExchangeState(catalogue, LIMITS)) => {
  for (const event of events) state.apply(event);
  return state;
};

function restored(from: ExchangeState): ExchangeState {
  const state = new ExchangeState(catalogue, LIMITS);
  const reader = new SnapshotReader(state);
  for (const line of takeSnapshot(from)) expect(reader.take(line)).toBe(true);
  expect(reader.place).toBe('behind');
  return state;
}

test('restoring a snapshot and applying the rest is the same as applying everything', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), fc.nat(1_000), (script, cut) => {
      const events = play(script);
      const middle = Math.floor((events.length * cut) / 1_000);
      const before = stateOf(events.slice(0, middle));
      const after = stateOf(events.slice(middle), restored(before));
      expect(dumpOf(restored(before))).toEqual(dumpOf(before));
      const all = stateOf(events);
      expect(dumpOf(after)).toEqual(dumpOf(all));
      for (const { kind } of events) seen.add(kind);
      if (all.working.size > 0) seen.add('working');
      if ([...all.orders.values()].some(({ interest }) => interest > 0n)) seen.add('interest');
      if ([...all.orders.values()].some(({ gained }) => gained !== 0n)) seen.add('gained');
      if (all.ended.size === LIMITS.endedOrders) seen.add('forgotten');
    }),
    { numRuns: 100, seed: 1 },
  );
  // What the comparison is worth: everything that changes the state has happened.
  const wanted = [
    'accepted',
    'fill',
    'cancelled',
    'account-set',
    'account-opened',
    'account-closed',
    'cash',
    'gained',
    'status-set',
    'book-set',
    'cleared',
    'stop-placed',
    'stop-triggered',
    'stop-cancelled',
    'stops-followed',
    'working',
    'forgotten',
    'interest',
  ];
  expect([...seen]).toEqual(expect.arrayContaining(wanted));
});

test('a snapshot of another version, or with something unknown in it, is refused', () => {
  const reader = () => new SnapshotReader(new ExchangeState(catalogue));
  expect(() => reader().take('{"snapshot":{"version":2,"nextSeq":1}}')).toThrow(/version 2/);
  const begun = reader();
  begun.take('{"snapshot":{"version":1,"nextSeq":1}}');
  expect(() => begun.take('{"part":"dreams","value":1}')).toThrow(/dreams/);
});
