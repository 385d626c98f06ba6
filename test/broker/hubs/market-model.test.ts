/** What the market-data hub holds, for any order of breaks, messages, answers and late snapshots. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type MarketDataRequest,
  MarketDataResponse,
  SubscriptionAction,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { GrpcClients } from '../../../broker/grpc/client.js';
import { HUB_LIMITS, HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createMarketDataHub } from '../../../broker/hubs/market-data-hub.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import type { Book } from '../../../domain/book.js';
import { Decimal } from '../../../domain/decimal.js';
import { eventually } from '../../support/eventually.js';
import { share } from '../../support/instruments.js';
import { SILENT } from '../paper-broker.js';

const UIDS = ['a', 'b', 'c'] as const;
type Uid = (typeof UIDS)[number];

/** One connection as the broker sees it. */
interface Connection {
  readonly say: RequestQueue<MarketDataResponse>;
  readonly unanswered: MarketDataRequest[];
  /** Messages on their way: what the broker said comes in this order, and when the test lets it. */
  readonly onTheirWay: MarketDataResponse[];
  readonly subscribed: Set<string>;
  /** What is to be subscribed, whether that was answered or not. */
  readonly asked: Set<string>;
  /** What the market's clock showed when the connection was opened. */
  readonly openedAt: number;
  isBroken: boolean;
}

/** A market whose every book is told apart by its best bid, which is also its time. */
class Market {
  now = 1_000;
  readonly connections: Connection[] = [];
  readonly readings: { readonly uid: string; readonly at: number; answer(book: Book): void }[] = [];
  readonly bookAt = new Map<string, number>(UIDS.map((uid) => [uid, 1_000]));

  readonly client = {
    marketDataStream: (asked: AsyncIterable<MarketDataRequest>, { signal }: { signal: AbortSignal }) => {
      const one: Connection = {
        say: new RequestQueue(),
        unanswered: [],
        onTheirWay: [],
        subscribed: new Set(),
        asked: new Set(),
        openedAt: this.now,
        isBroken: false,
      };
      this.connections.push(one);
      signal.addEventListener('abort', () => {
        one.isBroken = true;
        one.say.end();
      });
      void (async () => {
        for await (const request of asked) {
          const { subscribeOrderBookRequest: books } = request;
          if (!books) continue;
          one.unanswered.push(request);
          const begins = books.subscriptionAction === SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;
          for (const { instrumentId } of books.instruments) {
            if (begins) one.asked.add(instrumentId);
            else one.asked.delete(instrumentId);
          }
        }
      })();
      return one.say;
    },
  };

  read = (uid: string): Promise<Book> =>
    new Promise((answer) => this.readings.push({ uid, at: this.bookAt.get(uid) ?? 0, answer }));

  change(uid: string): void {
    this.now += 1;
    this.bookAt.set(uid, this.now);
    for (const one of this.connections)
      if (one.subscribed.has(uid)) one.onTheirWay.push(streamedBook(uid, this.now));
  }

  /** Everything is answered, and everything arrives. */
  settle(): void {
    for (const one of this.connections) {
      if (one.isBroken) continue;
      while (one.unanswered.length > 0) this.answerSubscription(one);
      for (const message of one.onTheirWay.splice(0)) one.say.push(message);
    }
    for (const { uid, at, answer } of this.readings.splice(0)) answer(readBook(uid, at));
  }

  answerSubscription(one: Connection): void {
    const request = one.unanswered.shift()?.subscribeOrderBookRequest;
    if (!request) return;
    const begins = request.subscriptionAction === SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;
    for (const { instrumentId } of request.instruments) {
      if (begins) one.subscribed.add(instrumentId);
      else one.subscribed.delete(instrumentId);
    }
    one.onTheirWay.push(
      MarketDataResponse.fromJSON({
        subscribeOrderBookResponse: {
          orderBookSubscriptions: request.instruments.map(({ instrumentId }) => ({
            instrumentUid: instrumentId,
            subscriptionStatus: 1,
          })),
        },
      }),
    );
  }
}

const streamedBook = (instrumentUid: string, at: number) =>
  MarketDataResponse.fromJSON({
    orderbook: {
      instrumentUid,
      isConsistent: true,
      time: new Date(at).toISOString(),
      bids: [{ price: { units: at, nano: 0 }, quantity: 1 }],
      asks: [],
    },
  });
const readBook = (instrumentUid: string, at: number): Book => ({
  instrumentUid,
  at: new Date(at),
  bids: [{ price: new Decimal(at), lots: 1 }],
  asks: [],
});

const instrument = (uid: string) => share({ uid, figi: uid, ticker: uid, name: uid, lot: 1 });

type Step =
  | { do: 'change'; uid: Uid }
  | { do: 'rewatch'; uid: Uid }
  | { do: 'glance' }
  | { do: 'answer' | 'deliver' | 'break' | 'say-on-old' | 'read'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), uid: fc.constantFrom(...UIDS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rewatch' as const), uid: fc.constantFrom(...UIDS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('glance' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('answer' as const, 'answer' as const, 'deliver' as const, 'deliver' as const),
      which: fc.nat(7),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), which: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('say-on-old' as const), which: fc.nat(7) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), which: fc.nat(7) }) },
);

/** Some turns. */
const GLANCE_MS = 8;

const turn = () => new Promise((resolve) => setTimeout(resolve, 2));
const pick = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(all.length, 1)];

async function play(steps: readonly Step[]): Promise<{ known: number; breaks: number }> {
  const market = new Market();
  const hub = createMarketDataHub({
    clients: { streamsOf: () => market.client } as unknown as GrpcClients,
    instruments: { book: market.read, statuses: async () => new Map() },
    times: { ...HUB_TIMES, backoffMs: 1, graceMs: 0, lingerMs: 0, glanceLingerMs: 0 },
    limits: { ...HUB_LIMITS, subscriptionsAStream: 2 },
    logger: SILENT,
  });
  const seen = { known: 0, breaks: 0 };
  let glances = 0;
  const ends = new Map<string, () => void>();
  /** What was true when the hub had to begin anew: nothing older may be believed. */
  const floor = new Map<string, number>();
  /** Of the book that was held last, since then. */
  const held = new Map<string, number>();
  const beginAnew = (uid: string) => {
    floor.set(uid, market.bookAt.get(uid) ?? 0);
    held.delete(uid);
  };
  const watch = (uid: string) => {
    // What somebody glances at goes on being told.
    if (!hub.book(uid)) beginAnew(uid);
    ends.set(
      uid,
      hub.watch(instrument(uid), () => check(uid)),
    );
  };
  const check = (uid: string) => {
    const book = hub.book(uid);
    if (!book) return;
    const at = book.bids[0]?.price.toNumber() ?? 0;
    expect(book.instrumentUid).toBe(uid);
    expect(book.at?.getTime()).toBe(at);
    expect(at).toBeGreaterThanOrEqual(floor.get(uid) ?? 0);
    expect(at).toBeGreaterThanOrEqual(held.get(uid) ?? 0);
    held.set(uid, at);
    seen.known += 1;
  };
  try {
    for (const uid of UIDS) watch(uid);
    await turn();
    for (const each of steps) {
      const alive = market.connections.filter(({ isBroken }) => !isBroken);
      if (each.do === 'change') market.change(each.uid);
      else if (each.do === 'rewatch') {
        ends.get(each.uid)?.();
        await turn();
        if (glances === 0) expect(hub.book(each.uid)).toBeUndefined();
        watch(each.uid);
      } else if (each.do === 'glance') {
        glances += 1;
        void hub.glance(UIDS.map(instrument), GLANCE_MS).finally(() => {
          glances -= 1;
        });
      } else if (each.do === 'read') {
        const reading = pick(market.readings, each.which);
        if (reading) {
          market.readings.splice(market.readings.indexOf(reading), 1);
          reading.answer(readBook(reading.uid, reading.at));
        }
      } else if (each.do === 'say-on-old') {
        const old = pick(
          market.connections.filter(({ isBroken }) => isBroken),
          each.which,
        );
        old?.say.push(streamedBook('a', old.openedAt));
      } else {
        const one = pick(alive, each.which);
        if (!one) continue;
        if (each.do === 'answer') market.answerSubscription(one);
        const message = each.do === 'deliver' ? one.onTheirWay.shift() : undefined;
        if (message) one.say.push(message);
        if (each.do === 'break') {
          seen.breaks += 1;
          one.isBroken = true;
          one.say.end();
          for (const uid of UIDS) {
            if (!one.asked.has(uid)) continue;
            await eventually(() => hub.book(uid) === undefined, { what: 'the forgotten book', everyMs: 1 });
            beginAnew(uid);
          }
        }
      }
      await turn();
      for (const uid of UIDS) check(uid);
    }
    const isTrue = (uid: string) => hub.book(uid)?.at?.getTime() === market.bookAt.get(uid);
    const settled = () => {
      market.settle();
      return UIDS.every(isTrue);
    };
    // Once everything is answered and has come, what is held is what is true.
    await eventually(settled, { what: 'the true books', timeoutMs: 5_000, everyMs: 2 });
  } finally {
    hub.close();
  }
  return seen;
}

test('a book is never from before a break, never of another instrument, and never older than the last one', async () => {
  let known = 0;
  let breaks = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const seen = await play(steps);
      known += seen.known;
      breaks += seen.breaks;
    }),
    { numRuns: 40, seed: 20_261_124, endOnFailure: true },
  );
  // The model would hold as well if nothing ever came through.
  expect(known).toBeGreaterThan(200);
  expect(breaks).toBeGreaterThan(20);
}, 30_000);
