/**
 * Real executors over the paper exchange and PostgreSQL, in this process and without Temporal: several workers, each with
 * its own connections, which can be killed, robbed of the database, or held up at a call.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Broker, connectBroker, type LimitOrder } from '../../../broker/index.js';
import {
  type Database,
  insertTask,
  liftHalt,
  listenToNotifications,
  migrateToLatest,
  openDatabase,
  ordersOfTask,
  readHalt,
  readJournal,
  taskByKey,
  writeHalt,
  writeMode,
} from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Direction } from '../../../domain/order.js';
import { SPREAD_DEFAULTS, type SpreadOptions, type SpreadRequest } from '../../../domain/spread/terms.js';
import type { Settlement, Wish } from '../../../domain/task.js';
import {
  createClaimKeeper,
  createExecutors,
  createJournalWriter,
  type TaskProgress,
  watchHalt,
} from '../../../execution/index.js';
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from '../../../paper/index.js';
import { newDataDir } from '../../paper/paper-client.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { type LedgerEvent, type PaperControl, paperControl } from '../../support/paper-control.js';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface SpreadTerms {
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  readonly price: string;
  /** @default far size / near size, or the far size */
  readonly ratio?: string;
  readonly options?: Partial<SpreadOptions>;
  readonly margin?: boolean;
}

export type SpreadBench = Awaited<ReturnType<typeof openSpreadBench>>;
export type BenchWorker = Awaited<ReturnType<SpreadBench['worker']>>;
export type BenchSpread = Awaited<ReturnType<SpreadBench['spread']>>;

/** @param legs of every spread here: a future's prefix (the second quarter ahead), and a ticker or the same prefix */
export async function openSpreadBench(
  legs: { far: string; near?: string },
  options: Partial<PaperExchangeOptions> = {},
) {
  const { dataDir, remove } = newDataDir();
  const paper: PaperExchange = await startPaperExchange({
    port: 0,
    controlPort: 0,
    dataDir,
    seed: '1',
    calm: true,
    hours: 'always',
    rateWindowMs: 1_000,
    ...options,
  });
  const exchange: PaperControl = paperControl(paper.controlPort);
  await exchange.account({ money: '100000000', positions: [] });
  const database = await createTestDatabase();
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  const connect = (): Promise<Broker> =>
    connectBroker({ mode: 'paper', endpoint: `localhost:${paper.port}`, token: 'test', logger: SILENT });
  const broker = await connect();
  broker.ownOrders.start();
  const [first, second] = await quarters(broker, legs.far);
  const near = legs.near ? await broker.instruments.byTicker(legs.near) : first;
  if (!near) throw new Error(`the paper exchange has no ${legs.near}`);
  const far = second;
  const workers: Awaited<ReturnType<typeof openWorker>>[] = [];

  let others: { bid: string | null; ask: string | null; bidLots: number; askLots: number } = {
    bid: null,
    ask: null,
    bidLots: 0,
    askLots: 0,
  };

  const bench = {
    db,
    broker,
    exchange,
    far,
    near,
    /**
     * Sets the best prices of a leg's others, for so many lots each, behind what of ours rests there; done when every
     * worker that looks sees it.
     */
    book: async (
      leg: Instrument,
      [bid, ask]: readonly [bid: string | null, ask: string | null],
      [bidLots, askLots]: readonly [bids: number, asks: number] = [400, 400],
    ) => {
      if (leg === far) others = { bid, ask, bidLots, askLots };
      await exchange.book(leg.ticker, {
        bids: bid === null ? [] : [[bid, bidLots]],
        asks: ask === null ? [] : [[ask, askLots]],
      });
      await eventually(() => workers.every((worker) => worker.sees(leg, [bid, ask])), {
        what: `${leg.ticker} ${bid} ${ask} seen`,
        everyMs: 5,
      });
    },
    worker: async () => {
      const worker = await openWorker({ url: database.url, connect });
      workers.push(worker);
      return worker;
    },
    spread: async ({ sell, amount, price, ratio, options: some = {}, margin = true }: SpreadTerms) => {
      const options: SpreadOptions = { ...SPREAD_DEFAULTS, ...some };
      const sizeOf = (leg: Instrument) => Number(leg.future?.basicAssetSize ?? 1);
      const request: SpreadRequest = {
        sell,
        ticker: far.ticker,
        instrumentUid: far.uid,
        lot: far.lot,
        amount,
        limitPrice: price,
        nearTicker: near.ticker,
        nearInstrumentUid: near.uid,
        nearLot: near.lot,
        ratio: ratio ?? String(sizeOf(far) / sizeOf(near)),
        options,
        margin,
      };
      const spread = { ratio: request.ratio, options, hedge: null };
      const wish: Wish = { version: 1, mode: 'run', targetLots: amount / far.lot, limitPrice: price, spread };
      const { row } = await insertTask(db, {
        key: randomUUID(),
        kind: 'spread',
        mode: 'paper',
        accountId: broker.accountId,
        ticker: far.ticker,
        instrumentUid: far.uid,
        request,
        wish,
        amount,
        requestedBy: 'test',
      });
      return spreadOf(db, row.key, row.id);
    },
    /** Of the ledger since the beginning, what is of one leg. */
    ledgerOf: async (leg: Instrument, kind?: string): Promise<LedgerEvent[]> =>
      (await exchange.ledger()).filter(
        (event) => event.ticker === leg.ticker && (kind === undefined || event.kind === kind),
      ),
    /** What our own orders of a leg came to, in lots, by the exchange's own count. */
    filled: async (leg: Instrument, direction?: Direction): Promise<number> =>
      (await bench.ledgerOf(leg, 'fill'))
        .filter((event) => direction === undefined || event.direction === direction)
        .reduce((lots, event) => lots + (event.lots ?? 0), 0),
    untilFilled: (leg: Instrument, lots: number, timeoutMs = 10_000) =>
      eventually(
        async () => {
          const now = await bench.filled(leg);
          if (now !== lots) throw new Error(`${leg.ticker}: ${now} lots`);
          return true;
        },
        { what: `${lots} lots of ${leg.ticker} filled`, timeoutMs, everyMs: 10 },
      ),
    /** Our one working order of a leg, at that price. */
    untilWorking: (leg: Instrument, { price, lots }: { price?: string; lots?: number } = {}) =>
      eventually(
        () => {
          const working = broker.ownOrders.working(leg.uid);
          const [order] = working;
          const words = working.map((one) => `${one.lotsRequested} at ${one.price?.toFixed()}`).join(', ');
          if (!order || working.length > 1) throw new Error(`working: ${words}`);
          if (price !== undefined && order.price?.toFixed() !== price) throw new Error(`works: ${words}`);
          if (lots !== undefined && order.lotsRequested !== lots) throw new Error(`works: ${words}`);
          return order;
        },
        { what: `an order of ${leg.ticker}`, everyMs: 10 },
      ),
    /**
     * Others trade with our far order at their best price, so that some of them still stand behind it.
     * @param isFirst ours stands before all others already, because it was executed in part
     */
    fill: async (lots: number, { isFirst = false } = {}) => {
      const order = broker.ownOrders.working(far.uid)[0];
      const isAsk = order?.direction === 'sell';
      const [price, ahead] = isAsk ? [others.ask, others.askLots] : [others.bid, others.bidLots];
      if (!order || !price || order.price?.toFixed() !== price)
        throw new Error('ours is not among the others');
      const { bid, ask } = others;
      if (!isFirst) {
        const more = isAsk
          ? ([others.bidLots, ahead + 100] as const)
          : ([ahead + 100, others.askLots] as const);
        await bench.book(far, [bid, ask], more);
      }
      const side = isAsk ? 'buy' : 'sell';
      await exchange.trade(far.ticker, { side, lots: isFirst ? lots : ahead + lots, price });
      const { brokerOrderId, lotsExecuted } = order;
      const isHeard = () =>
        broker.ownOrders
          .working(far.uid)
          .every((one) => one.brokerOrderId !== brokerOrderId || one.lotsExecuted > lotsExecuted);
      await eventually(isHeard, { what: 'the fill is heard of', everyMs: 2 });
      if (!isFirst && isAsk) others = { ...others, askLots: 100 };
      if (!isFirst && !isAsk) others = { ...others, bidLots: 100 };
    },
    halt: () => writeHalt(db, { by: 'test', reason: null }),
    unhalt: async () => {
      const halted = await readHalt(db);
      if (halted) await liftHalt(db, halted);
      await eventually(() => workers.every((worker) => !worker.isHalted()), { what: 'unhalted', everyMs: 5 });
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.end()));
      await broker.close();
      await db.destroy();
      await paper.close();
      await database.drop();
      remove();
    },
  };
  return bench;
}

function spreadOf(db: Database, key: string, id: string) {
  const change = async (edit: (wish: Wish) => Wish) => {
    const row = await taskByKey(db, key);
    if (!row) throw new Error('the task is gone');
    const wish = edit(row.wish);
    await sql`
      with written as (
        update tasks set wish = ${JSON.stringify({ ...wish, version: row.wish.version + 1 })}::jsonb,
          wish_version = wish_version + 1 where key = ${key} returning key
      ) select pg_notify('wish', key::text) from written`.execute(db);
  };
  const journal = async () => readJournal(db, { after: 0, taskId: id, limit: 1_000 });
  return {
    key,
    id,
    change,
    tell: (mode: Wish['mode']) => writeMode(db, { key, mode }),
    answer: (choice: 'keep-trying' | 'any-price' | 'leave') =>
      change(({ spread, ...wish }) => {
        if (!spread) throw new Error('no spread');
        const number = (spread.hedge?.number ?? 0) + 1;
        return { ...wish, spread: { ...spread, hedge: { number, choice } } };
      }),
    claimedBy: async () => {
      const row = await db
        .selectFrom('claims')
        .select('worker_id')
        .where('task_key', '=', key)
        .executeTakeFirst();
      return row?.worker_id;
    },
    row: () => taskByKey(db, key),
    orders: () => ordersOfTask(db, key),
    journal,
    untilTold: (kind: string, severity?: string) =>
      eventually(
        async () =>
          (await journal()).find(
            (entry) => entry.kind === kind && (severity === undefined || entry.severity === severity),
          ),
        { what: `${kind} in the journal` },
      ),
  };
}

/** The futures of a prefix that do not expire soon, nearest first. */
async function quarters(broker: Broker, prefix: string): Promise<[Instrument, Instrument]> {
  const soonMs = Date.now() + 15 * 86_400_000;
  const year = new Date().getUTCFullYear() % 10;
  const names = [0, 1].flatMap((more) =>
    ['H', 'M', 'U', 'Z'].map((month) => `${prefix}${month}${(year + more) % 10}`),
  );
  const listed = await Promise.all(names.map((name) => broker.instruments.byTicker(name)));
  const [first, second] = listed
    .flatMap((one) => (one?.future && one.future.lastTradeAt.getTime() > soonMs ? [one] : []))
    .sort((one, other) => Number(one.future?.lastTradeAt) - Number(other.future?.lastTradeAt));
  if (!first || !second) throw new Error(`the paper exchange lists no futures ${prefix}`);
  return [first, second];
}

async function openWorker({ url, connect }: { url: string; connect: () => Promise<Broker> }) {
  let isDead = false;
  let isBuried = false;
  let isAway = false;
  const opened = openDatabase(url, { onError: () => undefined });
  const db = opened.withPlugin({
    transformQuery({ node }) {
      if ((isDead || isAway) && !isBuried) throw new Error('the database is away');
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const notifications = await listenToNotifications(
    url,
    ['wish', 'claim', 'claim_free', 'claim_left', 'halt'],
    () => undefined,
  );
  const broker = await connect();
  broker.ownOrders.start();
  await eventually(() => broker.ownOrders.live, { what: 'own orders are heard', everyMs: 5 });
  const told: TaskProgress[] = [];
  const warnings: { message: string; details: object }[] = [];
  /** Before a call goes out; may hold it up. */
  let beforePost: (order: LimitOrder) => Promise<void> | void = () => undefined;
  let beforeCancel: () => Promise<void> | void = () => undefined;
  /** What the dead sent never left, and nobody answers until they are buried. */
  let bury: () => void = () => undefined;
  const burial = new Promise<never>((_, reject) => {
    bury = () => reject(new Error('the worker is dead'));
  });
  burial.catch(() => undefined);
  const logger = {
    ...SILENT,
    warn: (details: object, message: string) => {
      warnings.push({ message, details });
    },
    error: (details: object, message: string) => warnings.push({ message, details }),
  };
  const workerId = randomUUID();
  const journal = createJournalWriter(db, logger);
  const claims = createClaimKeeper({ db, notifications, workerId, logger });
  const halt = watchHalt({ db, notifications, logger });
  const executors = createExecutors({
    db,
    journal,
    logger,
    broker: {
      ...broker,
      orders: {
        ...broker.orders,
        post: async (order, options) => {
          const held = beforePost(order);
          if (held) await held;
          return isDead ? burial : broker.orders.post(order, options);
        },
        cancel: async (order, options) => {
          const held = beforeCancel();
          if (held) await held;
          return isDead ? burial : broker.orders.cancel(order, options);
        },
      },
    },
    notifications,
    claims,
    halt,
    tellWorkflow: (_, progress) => told.push(progress),
  });
  return {
    executors,
    hub: broker.ownOrders,
    told,
    warnings,
    holdCancels(hold: () => Promise<void> | void) {
      beforeCancel = hold;
    },
    holdPosts(hold: (order: LimitOrder) => Promise<void> | void) {
      beforePost = hold;
    },
    /** Others are where they were put, or this worker does not look. Ours may stand before them. */
    sees({ uid }: Instrument, [bid, ask]: readonly [string | null, string | null]): boolean {
      if (isDead) return true;
      const book = broker.market.book(uid);
      if (!book) return true;
      const has = (levels: typeof book.bids, price: string | null) =>
        price === null || levels.some((level) => level.price.eq(price));
      return has(book.bids, bid) && has(book.asks, ask);
    },
    /** Runs the spread until its executor settles. */
    run: (spread: { key: string }): Promise<Settlement> => executors.attach(spread.key),
    /** Its claims are not prolonged any more, as if the database were away for this alone. */
    loseClaims: () => claims.close(),
    id: workerId,
    isHalted: () => !isDead && halt.halted(),
    loseDatabase() {
      isAway = true;
    },
    findDatabase() {
      isAway = false;
    },
    /** From this moment nothing of it reaches anybody, neither the exchange nor the database. */
    kill() {
      isDead = true;
      claims.close();
    },
    /** So that nothing of it is left in this process. */
    async end() {
      if (isBuried) return;
      isDead = isBuried = true;
      bury();
      await executors.giveUpAll();
      claims.close();
      halt.close();
      await Promise.allSettled([broker.close(), notifications.close()]);
      await opened.destroy();
    },
  };
}
