/** A look at many instruments at one moment, seen from the broker's side of the stream: what is asked for, and what is not. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MarketDataResponse, SubscriptionStatus } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createMarketDataHub } from '../../../broker/hubs/market-data-hub.js';
import type { Book } from '../../../domain/book.js';
import { eventually } from '../../support/eventually.js';
import { answerOf, asked, bookOf, brokerSide, instrument, type Opened } from './broker-side.js';

const { SUBSCRIPTION_STATUS_SUCCESS: ACCEPTED, SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED: FULL } =
  SubscriptionStatus;
/** Never waited for, unless a test is about it. */
const LONG_MS = 60_000;

let opened: Opened[];
let read: string[];
let hub: ReturnType<typeof createMarketDataHub>;

beforeEach(() => {
  opened = [];
  read = [];
  hub = hubWith({});
});
afterEach(() => hub.close());

const hubWith = (limits: { subscriptionsAStream?: number; marketStreams?: number }) =>
  createMarketDataHub({
    ...brokerSide(opened),
    instruments: {
      book: async (uid): Promise<Book> => {
        read.push(uid);
        return { instrumentUid: uid, bids: [], asks: [] };
      },
      statuses: async () => new Map(),
    },
    times: { ...HUB_TIMES, graceMs: 1, lingerMs: 0, glanceLingerMs: 0 },
    limits: { subscriptionsAStream: 300, marketStreams: 4, ...limits },
  });

const stream = (number: number) => eventually(() => opened[number], { what: `stream ${number}`, everyMs: 1 });
const askedOf = async (number: number, requests: number) => {
  const one = await stream(number);
  await eventually(() => asked(one).length >= requests, { what: `${requests} requests`, everyMs: 1 });
  return asked(one);
};
const statusOf = (instrumentUid: string) =>
  MarketDataResponse.fromJSON({ tradingStatus: { instrumentUid, limitOrderAvailableFlag: true } });
const tell = ({ say }: Opened, uid: string, bid: number) => {
  say.push(bookOf(uid, bid));
  say.push(statusOf(uid));
};
const listOf = (...uids: string[]) => uids.map(instrument);
const nothing = () => undefined;

test('many instruments are one request, all are seen when the last is told, and given up in one request', async () => {
  hub.watch(instrument('other'), nothing);
  await askedOf(0, 1);
  let isOver = false;
  const glance = hub.glance(listOf('a', 'b', 'c'), LONG_MS).finally(() => {
    isOver = true;
  });
  const only = await stream(0);
  expect(await askedOf(0, 2)).toEqual(['+ other', '+ a b c']);
  only.say.push(answerOf(ACCEPTED, 'other', 'a', 'b', 'c'));
  for (const uid of ['a', 'b']) tell(only, uid, 100);
  only.say.push(bookOf('c', 101));
  await eventually(() => hub.book('c'), { what: 'the last book' });
  expect(isOver).toBe(false);
  only.say.push(statusOf('c'));
  const seen = await glance;
  expect(['a', 'b', 'c'].map((uid) => seen.get(uid)?.book()?.bids[0]?.price.toFixed())).toEqual([
    '100',
    '100',
    '101',
  ]);
  expect(seen.get('c')?.status).toBeDefined();
  expect(await askedOf(0, 3)).toEqual(['+ other', '+ a b c', '- a b c']);
  // What was seen stays as it was; the hub knows nothing of it any more, and nothing was read besides.
  expect(hub.book('a')).toBeUndefined();
  expect(seen.get('a')?.book()?.bids[0]?.price.toFixed()).toBe('100');
  expect(read.filter((uid) => uid !== 'other')).toEqual([]);
});

test('what is not told in time is undefined, and nothing is read by a call for it', async () => {
  hub.watch(instrument('a'), nothing);
  const only = await stream(0);
  tell(only, 'a', 100);
  await eventually(() => hub.status('a'), { what: 'what is known before' });
  const glance = hub.glance(listOf('a', 'b'), 100);
  await askedOf(0, 2);
  only.say.push(answerOf(ACCEPTED, 'a', 'b'));
  const seen = await glance;
  expect(seen.get('a')?.book()?.bids[0]?.price.toFixed()).toBe('100');
  expect([seen.get('b')?.book(), seen.get('b')?.status]).toEqual([undefined, undefined]);
  expect(read).toEqual([]);
});

test('who watches what is only glanced at has its book read where the stream has not told it', async () => {
  const glance = hub.glance(listOf('a', 'b'), LONG_MS);
  const only = await stream(0);
  await askedOf(0, 1);
  only.say.push(answerOf(ACCEPTED, 'a', 'b'));
  only.say.push(bookOf('b', 100));
  await eventually(() => hub.book('b'), { what: 'the accepted subscriptions', everyMs: 1 });
  const end = hub.watch(instrument('a'), nothing);
  await eventually(() => hub.book('a'), { what: 'the book that was read' });
  expect(read).toEqual(['a']);
  // The glance ends; the watcher keeps what it watches, without being asked for again.
  for (const uid of ['a', 'b']) tell(only, uid, 101);
  await glance;
  expect(await askedOf(0, 2)).toEqual(['+ a b', '- b']);
  expect(hub.book('a')?.bids[0]?.price.toFixed()).toBe('101');
  end();
  hub.watch(instrument('c'), nothing);
  expect(hub.book('a')).toBeUndefined();
});

test('a stream that is cut in the middle is opened again, and tells all anew within the same look', async () => {
  const glance = hub.glance(listOf('a', 'b'), LONG_MS);
  const first = await stream(0);
  await askedOf(0, 1);
  tell(first, 'a', 100);
  await eventually(() => hub.book('a'), { what: 'the book before the cut', everyMs: 1 });
  first.say.end();
  const second = await stream(1);
  expect(await askedOf(1, 1)).toEqual(['+ a b']);
  for (const uid of ['b', 'a']) tell(second, uid, 101);
  const seen = await glance;
  expect(seen.get('a')?.book()?.bids[0]?.price.toFixed()).toBe('101');
});

test('as many places as one stream has are left to those who watch, and a watcher is served before a glance', async () => {
  hub.close();
  hub = hubWith({ subscriptionsAStream: 2, marketStreams: 2 });
  const glance = hub.glance(listOf('a', 'b', 'c'), 200);
  expect(await askedOf(0, 1)).toEqual(['+ a b']);
  hub.watch(instrument('x'), nothing);
  hub.watch(instrument('c'), nothing);
  expect(await askedOf(1, 1)).toEqual(['+ x c']);
  tell(await stream(0), 'a', 100);
  expect((await glance).get('b')?.book()).toBeUndefined();
});

test('where the broker has no room for a glance, it is over in its time and nobody waits for the place', async () => {
  const glance = hub.glance(listOf('a', 'b'), 200);
  const only = await stream(0);
  await askedOf(0, 1);
  tell(only, 'a', 100);
  only.say.push(answerOf(FULL, 'b'));
  expect((await glance).get('b')?.book()).toBeUndefined();
  expect(opened).toHaveLength(1);
});

test('who watches takes the place of a glance where no stream has room, and what is looked at there is unknown then', async () => {
  hub.close();
  hub = hubWith({ subscriptionsAStream: 2, marketStreams: 2 });
  const glance = hub.glance(listOf('a', 'b'), 200);
  await askedOf(0, 1);
  tell(await stream(0), 'a', 100);
  tell(await stream(0), 'b', 100);
  // What is watched besides keeps its place.
  hub.watch(instrument('a'), nothing);
  for (const uid of ['x', 'y', 'z']) hub.watch(instrument(uid), nothing);
  expect(await askedOf(0, 3)).toEqual(['+ a b', '- b', '+ z']);
  expect(await askedOf(1, 1)).toEqual(['+ x y']);
  const seen = await glance;
  expect(seen.get('b')?.book()).toBeUndefined();
});
