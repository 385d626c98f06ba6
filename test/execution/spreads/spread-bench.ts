/**
 * Real executors over the paper exchange and PostgreSQL, in this process and without Temporal: several workers, each with
 * its own connections, which can be killed, robbed of the database, or held up at a call.
 */
import { randomUUID } from 'node:crypto';
import { type Broker, connectBroker } from '../../../broker/index.js';
import {
  insertTask,
  liftHalt,
  migrateToLatest,
  openDatabase,
  readHalt,
  writeHalt,
} from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Direction } from '../../../domain/order.js';
import { SPREAD_DEFAULTS, type SpreadOptions, type SpreadRequest } from '../../../domain/spread/terms.js';
import type { Wish } from '../../../domain/task.js';
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from '../../../paper/index.js';
import { newDataDir } from '../../paper/paper-client.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { type LedgerEvent, type PaperControl, paperControl } from '../../support/paper-control.js';
import { quarters, spreadOf } from './bench-spread.js';
import { openWorker, SILENT } from './bench-worker.js';

export interface SpreadTerms {
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  readonly price: string;
  /** @default far size / near size, or the far size */
  readonly ratio?: string;
  readonly options?: Partial<SpreadOptions>;
  readonly margin?: boolean;
  /** @default the bench's */
  readonly legs?: { readonly far: Instrument; readonly near: Instrument };
}

export type SpreadBench = Awaited<ReturnType<typeof openSpreadBench>>;
export type { BenchSpread } from './bench-spread.js';
export type { BenchWorker } from './bench-worker.js';

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
    /** SBER at 306.6 and its future at 31200: sold at these two the spread is at 540 roubles. */
    usualBooks: async () => {
      await bench.book(near, ['306.5', '306.6']);
      await bench.book(far, ['31000', '31200']);
    },
    worker: async () => {
      const worker = await openWorker({ url: database.url, connect });
      workers.push(worker);
      return worker;
    },
    spread: async (terms: SpreadTerms) => {
      const { sell, amount, price, ratio, options: some = {}, margin = true } = terms;
      const { far, near } = terms.legs ?? bench;
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
