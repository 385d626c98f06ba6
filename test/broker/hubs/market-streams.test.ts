/** Which stream holds which instrument, over streams that do as the test says. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MarketStreamTroubles } from '../../../broker/hubs/market-stream.js';
import { createMarketStreams } from '../../../broker/hubs/market-streams.js';
import { eventually } from '../../support/eventually.js';
import { SILENT } from '../paper-broker.js';

interface Fake {
  readonly uids: Set<string>;
  readonly troubles: MarketStreamTroubles;
  isClosed: boolean;
}

let opened: Fake[];
let moved: string[];
let warnings: object[];
let streams: ReturnType<typeof createMarketStreams>;

beforeEach(() => {
  opened = [];
  moved = [];
  warnings = [];
  streams = createMarketStreams({
    open(troubles) {
      const fake: Fake = { uids: new Set(), troubles, isClosed: false };
      opened.push(fake);
      return {
        uids: fake.uids,
        add: (uid) => void fake.uids.add(uid),
        remove: (uid) => void fake.uids.delete(uid),
        close: () => {
          fake.isClosed = true;
        },
      };
    },
    onMove: (uid) => moved.push(uid),
    limits: { subscriptionsAStream: 10, marketStreams: 3 },
    times: { refusedMs: 40 },
    logger: { ...SILENT, warn: (details) => warnings.push(details) },
  });
});
afterEach(() => streams.close());

const addAll = (count: number, prefix = 'i') => {
  for (let n = 0; n < count; n += 1) streams.add(`${prefix}${n}`);
};
const open = () => opened.filter(({ isClosed }) => !isClosed);
const sizes = () => open().map(({ uids }) => uids.size);
const holderOf = (uid: string) => open().filter(({ uids }) => uids.has(uid));
const opening = (number: number) =>
  eventually(() => opened[number], { what: `opening ${number}`, everyMs: 1 });

test('no stream holds more than it may, and there are no more of them than it takes', () => {
  addAll(25);
  expect(sizes()).toEqual([10, 10, 5]);
  expect(new Set(open().flatMap(({ uids }) => [...uids])).size).toBe(25);
  expect(warnings).toEqual([]);
});

test('a stream is closed with its last instrument, and its place is taken by who comes next', () => {
  addAll(11);
  streams.remove('i10');
  expect(sizes()).toEqual([10]);
  streams.remove('i3');
  streams.add('next');
  expect(sizes()).toEqual([10]);
  expect(holderOf('next')).toHaveLength(1);
});

test('what is more than all streams hold waits, is told of once, and moves in where room appears', () => {
  addAll(33);
  expect(sizes()).toEqual([10, 10, 10]);
  expect(holderOf('i30')).toEqual([]);
  expect(warnings).toEqual([{ waiting: 1, streams: 3 }]);
  streams.remove('i31');
  streams.remove('i5');
  expect(holderOf('i30')).toEqual([open()[0]]);
  expect(sizes()).toEqual([10, 10, 10]);
});

test('a further stream that the broker refuses disturbs nobody: its instruments wait, and are tried again', async () => {
  addAll(12);
  opened[1]?.troubles.onRefused();
  expect(sizes()).toEqual([10]);
  streams.add('i12');
  expect(opened).toHaveLength(2);
  const again = await opening(2);
  expect([...again.uids]).toEqual(['i10', 'i11', 'i12']);
  expect(moved).toEqual([]);
});

test('who waits for a refused stream takes the room that another gives first', () => {
  addAll(11);
  opened[1]?.troubles.onRefused();
  streams.remove('i0');
  expect(holderOf('i10')).toEqual([opened[0]]);
});

test('a broker that goes on refusing is asked ever more seldom', async () => {
  const askedAtMs: number[] = [];
  streams.add('a');
  for (let n = 0; n < 4; n += 1) {
    const stream = await opening(n);
    askedAtMs.push(performance.now());
    stream.troubles.onRefused();
  }
  const pauses = askedAtMs.slice(1).map((at, n) => at - (askedAtMs[n] ?? 0));
  expect(pauses[0]).toBeGreaterThanOrEqual(39);
  expect(pauses[1]).toBeGreaterThanOrEqual(79);
  expect(pauses[2]).toBeGreaterThanOrEqual(159);
});

test('an instrument for which the broker has no room on its stream moves to another one', () => {
  addAll(5);
  opened[0]?.troubles.onFull('i4');
  expect(moved).toEqual(['i4']);
  expect(sizes()).toEqual([4, 1]);
  streams.add('i5');
  expect(sizes()).toEqual([4, 2]);
  streams.remove('i0');
  streams.add('i6');
  expect(sizes()).toEqual([4, 2]);
});

test('streams that are full before they hold anything are not opened without end', async () => {
  addAll(3);
  for (const uid of ['i0', 'i1', 'i2']) holderOf(uid)[0]?.troubles.onFull(uid);
  for (const uid of ['i0', 'i1', 'i2']) holderOf(uid)[0]?.troubles.onFull(uid);
  const openings = opened.length;
  expect(openings).toBeLessThanOrEqual(3);
  expect(sizes()).toEqual([]);
  const again = await opening(openings);
  expect(again.uids.size).toBe(3);
});
