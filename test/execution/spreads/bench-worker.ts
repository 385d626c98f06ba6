/** A worker's executors in this process, with connections of its own. */
import { randomUUID } from 'node:crypto';
import type { OrderStateHub, StopOrder } from '../../../broker/broker.js';
import type { Broker, LimitOrder, OrderReference } from '../../../broker/index.js';
import { listenToNotifications, openDatabase } from '../../../database/index.js';
import type { TradingInterval } from '../../../domain/hours.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { OrderSnapshot } from '../../../domain/order.js';
import type { Settlement } from '../../../domain/task.js';
import {
  createClaimKeeper,
  createExecutors,
  createJournalWriter,
  type TaskProgress,
  watchHalt,
} from '../../../execution/index.js';
import { eventually } from '../../support/eventually.js';

export const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export type BenchWorker = Awaited<ReturnType<typeof openWorker>>;

export async function openWorker({ url, connect }: { url: string; connect: () => Promise<Broker> }) {
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
    ['wish', 'claim', 'claim_free', 'claim_left', 'halt', 'settings'],
    () => undefined,
  );
  const broker = await connect();
  broker.ownOrders.start();
  await eventually(() => broker.ownOrders.live, { what: 'own orders are heard', everyMs: 5 });
  /** Of the account's orders it hears of these; of the others when it may again. */
  let hears: (order: OrderSnapshot) => boolean = () => true;
  const missed: OrderSnapshot[] = [];
  const listeners = new Set<(order: OrderSnapshot) => void>();
  broker.ownOrders.onChange((order) => {
    if (!hears(order)) missed.push(order);
    else for (const listener of [...listeners]) listener(order);
  });
  const ownOrders: OrderStateHub = Object.create(broker.ownOrders, {
    onChange: {
      value: (listener: (order: OrderSnapshot) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    byClientOrderId: {
      value: (key: string) => {
        const order = broker.ownOrders.byClientOrderId(key);
        return order && hears(order) ? order : undefined;
      },
    },
  });
  const told: TaskProgress[] = [];
  const warnings: { message: string; details: object }[] = [];
  /** Before a call goes out; may hold it up. */
  let beforePost: (order: LimitOrder) => Promise<void> | void = () => undefined;
  let beforeCancel: (order: OrderReference) => Promise<void> | void = () => undefined;
  /** Of a call that was answered. */
  let afterCancel: () => Promise<void> | void = () => undefined;
  /** In place of what the exchange tells. */
  let sessions: readonly TradingInterval[] | undefined;
  let beforeStop: (order: StopOrder) => Promise<void> | void = () => undefined;
  /** Of a stop order that was taken. */
  let afterStop: (order: StopOrder) => Promise<void> | void = () => undefined;
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
      ownOrders,
      instruments: {
        ...broker.instruments,
        sessions: async (instrument) => sessions ?? broker.instruments.sessions(instrument),
      },
      orders: {
        ...broker.orders,
        post: async (order, options) => {
          const held = beforePost(order);
          if (held) await held;
          return isDead ? burial : broker.orders.post(order, options);
        },
        cancel: async (order, options) => {
          const held = beforeCancel(order);
          if (held) await held;
          if (isDead) return burial;
          await broker.orders.cancel(order, options);
          await afterCancel();
        },
      },
      stopOrders: {
        ...broker.stopOrders,
        post: async (order, options) => {
          const held = beforeStop(order);
          if (held) await held;
          if (isDead) return burial;
          const answer = await broker.stopOrders.post(order, options);
          await Promise.race([afterStop(order), burial]);
          return isDead ? burial : answer;
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
    holdCancels(hold: (order: OrderReference) => Promise<void> | void) {
      beforeCancel = hold;
    },
    holdAnswersToCancels(hold: () => Promise<void> | void) {
      afterCancel = hold;
    },
    /** For what begins to be watched from now on. */
    trades(within: readonly TradingInterval[]) {
      sessions = within;
    },
    holdStops(hold: (order: StopOrder) => Promise<void> | void) {
      beforeStop = hold;
    },
    holdAnswersToStops(hold: (order: StopOrder) => Promise<void> | void) {
      afterStop = hold;
    },
    holdPosts(hold: (order: LimitOrder) => Promise<void> | void) {
      beforePost = hold;
    },
    /** From now on it hears of these orders alone, and at once of what it missed of them. */
    hearOnly(which: (order: OrderSnapshot) => boolean) {
      hears = which;
      const now = missed.filter(which);
      missed.splice(0, missed.length, ...missed.filter((order) => !which(order)));
      for (const order of now) for (const listener of [...listeners]) listener(order);
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
    /** It has heard of an order of the account that works there. */
    knowsOfOrder: ({ uid }: Instrument): boolean => broker.ownOrders.working(uid).length > 0,
    tradable: ({ uid }: Instrument): boolean | undefined => broker.market.status(uid)?.tradable,
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
