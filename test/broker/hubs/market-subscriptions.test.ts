/** What the market-data hub asks of the broker, seen from the broker's side of the stream. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MarketDataResponse, SubscriptionStatus } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createMarketDataHub, type MarketDataHubDependencies } from '../../../broker/hubs/market-data-hub.js';
import { eventually } from '../../support/eventually.js';
import { answerOf, asked, bookOf, brokerSide, instrument, type Opened } from './broker-side.js';

let opened: Opened[];
let hub: ReturnType<typeof createMarketDataHub>;

let parts: MarketDataHubDependencies;

beforeEach(() => {
  opened = [];
  parts = brokerSide(opened);
  hub = createMarketDataHub({ ...parts, times: { ...HUB_TIMES, lingerMs: 0 } });
});
afterEach(() => hub.close());

const nothing = () => undefined;

const stream = (number: number) => eventually(() => opened[number], { what: `stream ${number}`, everyMs: 1 });

test('two watchers are one subscription, which ends with the last of them', async () => {
  hub.watch(instrument('other'), nothing);
  const first = await stream(0);
  const endOne = hub.watch(instrument('a'), nothing);
  const endTwo = hub.watch(instrument('a'), nothing);
  await eventually(() => asked(first).length === 2, { what: 'the subscription' });
  endOne();
  hub.watch(instrument('b'), nothing);
  await eventually(() => asked(first).length === 3, { what: 'another subscription' });
  endTwo();
  await eventually(() => asked(first).length === 4, { what: 'the end of it' });
  expect(asked(first)).toEqual(['+ other', '+ a', '+ b', '- a']);
});

test('a hundred new watchers are one request, and the last end closes the stream', async () => {
  const ends = Array.from({ length: 100 }, (_, n) => hub.watch(instrument(`i${n}`), nothing));
  const first = await stream(0);
  await eventually(() => asked(first).join(' ').split(' ').includes('i99'), { what: 'all of them' });
  expect(asked(first)).toHaveLength(1);
  for (const end of ends) end();
  hub.watch(instrument('a'), nothing);
  const second = await stream(1);
  await eventually(() => asked(second).length > 0, { what: 'the new stream' });
  expect(asked(second)).toEqual(['+ a']);
  expect(asked(first)).toHaveLength(1);
});

test('after a break everything watched is asked for again, and nothing of before is known', async () => {
  let changes = 0;
  hub.watch(instrument('a'), () => {
    changes += 1;
  });
  hub.watch(instrument('b'), nothing);
  const first = await stream(0);
  first.say.push(bookOf('a', 100));
  await eventually(() => hub.book('a')?.bids[0]?.price.eq(100), { what: 'the book' });
  first.say.end();
  await eventually(() => hub.book('a') === undefined, { what: 'the break', everyMs: 1 });
  expect(changes).toBe(2);
  const second = await stream(1);
  await eventually(() => asked(second).length > 0, { what: 'the subscriptions' });
  expect(asked(second)).toEqual(['+ a b']);
  first.say.push(bookOf('a', 99));
  second.say.push(bookOf('a', 101));
  await eventually(() => hub.book('a')?.bids[0]?.price.eq(101), { what: 'the fresh book' });
});

test('an inconsistent book, one of the broker itself and one nobody watches are dropped', async () => {
  hub.watch(instrument('a'), nothing);
  const { say } = await stream(0);
  const dealers = bookOf('a', 98);
  if (dealers.orderbook) dealers.orderbook.orderBookType = 2;
  for (const message of [bookOf('a', 97, false), dealers, bookOf('b', 96), bookOf('a', 100)])
    say.push(message);
  await eventually(() => hub.book('a'), { what: 'a book' });
  expect(hub.book('a')?.bids[0]?.price.toFixed()).toBe('100');
  expect(hub.book('b')).toBeUndefined();
});

test('what nobody watches any more is kept for a moment, so that the next watcher knows it at once', async () => {
  const lingering = createMarketDataHub({ ...parts, times: { ...HUB_TIMES, lingerMs: 60_000 } });
  const end = lingering.watch(instrument('a'), nothing);
  const only = await eventually(() => opened.at(-1), { what: 'the stream', everyMs: 1 });
  only.say.push(bookOf('a', 100));
  await eventually(() => lingering.book('a')?.bids[0]?.price.eq(100), { what: 'the book' });
  end();
  const streams = opened.length;
  lingering.watch(instrument('a'), nothing);
  expect(lingering.book('a')?.bids[0]?.price.toFixed()).toBe('100');
  expect(opened).toHaveLength(streams);
  lingering.close();
});

test('an instrument that the broker has no room for on one stream moves to another, and is unknown meanwhile', async () => {
  hub.watch(instrument('a'), nothing);
  hub.watch(instrument('b'), nothing);
  const first = await stream(0);
  await eventually(() => asked(first).length === 1, { what: 'the subscriptions' });
  for (const uid of ['a', 'b']) first.say.push(bookOf(uid, 100));
  await eventually(() => hub.book('b'), { what: 'both books' });
  first.say.push(answerOf(SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS, 'a'));
  first.say.push(answerOf(SubscriptionStatus.SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED, 'b'));
  const second = await stream(1);
  expect(hub.book('b')).toBeUndefined();
  await eventually(() => asked(second).length > 0 && asked(first).length > 1, { what: 'the move' });
  expect(asked(second)).toEqual(['+ b']);
  expect(asked(first)).toEqual(['+ a b', '- b']);
  first.say.push(bookOf('b', 99));
  second.say.push(bookOf('b', 101));
  await eventually(() => hub.book('b')?.bids[0]?.price.eq(101), { what: 'the book of the new stream' });
  expect(hub.book('a')?.bids[0]?.price.toFixed()).toBe('100');
});

test('books that arrive at once are told once, at the newest; a status and a break are told at once', async () => {
  const seen: (string | undefined)[] = [];
  hub.watch(instrument('a'), () => seen.push(hub.book('a')?.bids[0]?.price.toFixed()));
  const only = await stream(0);
  await eventually(() => asked(only).length > 0, { what: 'the subscription' });
  for (const bid of [100, 101, 102]) only.say.push(bookOf('a', bid));
  await eventually(() => seen.length > 0, { what: 'the book' });
  only.say.push(bookOf('a', 103));
  only.say.push(
    MarketDataResponse.fromJSON({ tradingStatus: { instrumentUid: 'a', limitOrderAvailableFlag: true } }),
  );
  await eventually(() => seen.length > 2, { what: 'a book and a status' });
  // The status is told while the book waits for the end of the turn, and shows the newest book already.
  expect(seen).toEqual(['102', '103', '103']);
  only.say.end();
  await eventually(() => seen.length > 3, { what: 'the break' });
  expect(seen[3]).toBeUndefined();
});
