import { expect, test } from '@jest/globals';
import { NotFoundError, RateLimitedError, UnavailableError } from '../../../broker/errors.js';
import { createMarketSnapshots } from '../../../broker/hubs/market-snapshots.js';
import type { Book } from '../../../domain/book.js';
import type { TradingStatus } from '../../../domain/instrument.js';
import { eventually } from '../../support/eventually.js';
import { SILENT } from '../paper-broker.js';

const OPEN: TradingStatus = { status: 'NORMAL_TRADING', tradable: true };
const book = (instrumentUid: string): Book => ({ instrumentUid, bids: [], asks: [] });

/** Readings whose answers the test gives, and what came of them. */
function snapshotsOver({
  bookOf = async (uid: string) => book(uid),
  statusesOf = async (uids: readonly string[]): Promise<ReadonlyMap<string, TradingStatus>> =>
    new Map(uids.map((uid) => [uid, OPEN])),
} = {}) {
  const calls = { book: [] as string[], statuses: [] as (readonly string[])[] };
  const told = { books: [] as Book[], statuses: [] as string[] };
  const snapshots = createMarketSnapshots({
    instruments: {
      book(uid) {
        calls.book.push(uid);
        return bookOf(uid);
      },
      statuses(uids) {
        calls.statuses.push(uids);
        return statusesOf(uids);
      },
    },
    onBook: (_uid, each) => told.books.push(each),
    onStatus: (uid) => told.statuses.push(uid),
    logger: SILENT,
  });
  return { calls, told, snapshots };
}

test('statuses of many are read by one call', async () => {
  const { calls, told, snapshots } = snapshotsOver();
  for (const uid of ['a', 'b', 'c']) snapshots.want('status', uid);
  await eventually(() => told.statuses.length === 3, { what: 'three statuses' });
  expect(calls).toEqual({ book: [], statuses: [['a', 'b', 'c']] });
});

test('what the stream tells at once is not read', async () => {
  const { calls, told, snapshots } = snapshotsOver();
  snapshots.want('book', 'told');
  snapshots.want('status', 'told');
  snapshots.want('status', 'silent');
  snapshots.forget('book', 'told');
  snapshots.forget('status', 'told');
  await eventually(() => told.statuses.length === 1, { what: 'the status that was not told' });
  expect(calls).toEqual({ book: [], statuses: [['silent']] });
});

test('an answer to a former wish is dropped: it may be older than the break in between', async () => {
  const answers: ((each: Book) => void)[] = [];
  const { calls, told, snapshots } = snapshotsOver({
    bookOf: () => new Promise<Book>((resolve) => answers.push(resolve)),
  });
  snapshots.want('book', 'a');
  await eventually(() => calls.book.length === 1, { what: 'the first reading' });
  snapshots.forgetAll();
  snapshots.want('book', 'a');
  const [old, fresh] = [book('a'), book('a')];
  answers[0]?.(old);
  await eventually(() => calls.book.length === 2, { what: 'the second reading' });
  expect(told.books).toEqual([]);
  answers[1]?.(fresh);
  await eventually(() => told.books.length === 1, { what: 'the fresh book' });
  expect(told.books[0]).toBe(fresh);
});

test('a reading that fails is tried again, a used-up limit after its reset', async () => {
  const failures = [
    new UnavailableError({ method: 'GetTradingStatuses' }),
    new RateLimitedError({ method: 'GetTradingStatuses', resetMs: 10 }),
  ];
  const { calls, told, snapshots } = snapshotsOver({
    statusesOf: async (uids) => {
      const failure = failures.shift();
      if (failure) throw failure;
      return new Map(uids.map((uid) => [uid, OPEN]));
    },
  });
  snapshots.want('status', 'a');
  await eventually(() => told.statuses.length === 1, { what: 'the status' });
  expect(calls.statuses).toHaveLength(3);
});

test('a book that is refused for good is let go, and the others have theirs', async () => {
  const { calls, told, snapshots } = snapshotsOver({
    bookOf: async (uid) => {
      if (uid === 'gone') throw new NotFoundError({ method: 'GetOrderBook' });
      return book(uid);
    },
  });
  for (const uid of ['gone', 'a', 'b']) snapshots.want('book', uid);
  await eventually(() => told.books.length === 2, { what: 'the other books' });
  snapshots.want('book', 'c');
  await eventually(() => told.books.length === 3, { what: 'a later book' });
  expect(calls.book.filter((uid) => uid === 'gone')).toHaveLength(1);
});
