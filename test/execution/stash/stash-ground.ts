/** A paper exchange and a database on which stop orders are saved and brought back, and what tests ask of both. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Broker, cancelStopOrders } from '../../../broker/index.js';
import { untilRead } from '../../../broker/until-sent.js';
import {
  type Database,
  finishTask,
  insertTask,
  migrateToLatest,
  openDatabase,
  type StashOrder,
  stashOfTask,
  stashOrders,
} from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { RestoreRequest, StashRequest } from '../../../domain/stash/stash-task.js';
import type { StopSnapshot, StopTerms } from '../../../domain/stop-order.js';
import type { StopFigures } from '../../../domain/stop-task.js';
import type { Settlement } from '../../../domain/task.js';
import { startPaperBroker } from '../../broker/paper-broker.js';
import { createTestDatabase } from '../../support/database.js';
import { mortalProcess } from '../mortal-process.js';

export type StashGround = Awaited<ReturnType<typeof openStashGround>>;
export type OnStep = (number: number, what: string) => Promise<boolean> | boolean;

/** Longer than an order that was sent may still appear, and no longer than one that appeared may be found as it. */
const DOUBT_MS = 185_000;

export async function openStashGround() {
  const paper = await startPaperBroker({ rateWindowMs: 50 });
  const database = await createTestDatabase();
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  const { broker } = paper;
  const instrument = async (ticker: string): Promise<Instrument> => {
    const found = await broker.instruments.byTicker(ticker);
    if (!found) throw new Error(`${ticker} is not listed`);
    return found;
  };

  /** What waits; a reading that has no room in the limit now is taken again. */
  const active = () => untilRead(() => broker.stopOrders.active());

  const begin = async (
    kind: 'stash' | 'restore',
    request: StashRequest | RestoreRequest,
  ): Promise<string> => {
    const key = randomUUID();
    await insertTask(db, {
      key,
      kind,
      mode: broker.mode,
      accountId: broker.accountId,
      ticker: null,
      instrumentUid: null,
      request,
      wish: { version: 1, mode: 'run', targetLots: request.amount, limitPrice: null },
      amount: request.amount,
      requestedBy: 'test',
    });
    return key;
  };

  /**
   * As if who held the claim before had died so long ago that what it sent and nobody sees was never there; a statement of
   * its that was on its way may come later than its death.
   */
  const ageDoubts = async (key: string) => {
    const ago = sql<Date>`sent_at - ${`${DOUBT_MS} milliseconds`}::interval`;
    await db
      .updateTable('stop_orders')
      .set({ sent_at: ago, first_sent_at: ago })
      .where('task_key', '=', key)
      .where('state', '=', 'sent')
      .where(sql<boolean>`sent_at > now() - interval '1 minute'`)
      .where(sql<boolean>`epoch < (select epoch from claims where claims.task_key = stop_orders.task_key)`)
      .execute();
  };

  /** One process after the other, until one comes to an end. @param onStep of the first alone */
  const untilDone = async (key: string, onStep: OnStep) => {
    for (let life = 1; ; life += 1) {
      const process = await mortalProcess({
        url: database.url,
        living: db,
        broker,
        onStep: life === 1 ? onStep : () => true,
      });
      const ageing =
        life > 1 ? setInterval(() => void ageDoubts(key).catch(() => undefined), 100) : undefined;
      try {
        const came = await process.carryOut(key);
        if (came !== 'died') {
          if (!came) throw new Error('it gave the task up by itself');
          await finishTask(db, { key, state: 'done', result: {}, error: null });
          return { figures: figuresOf(came), lives: life, taken: process.steps().taken };
        }
      } finally {
        clearInterval(ageing);
        await process.end();
      }
    }
  };

  const common = { ticker: null, instrumentUid: null, lot: 1, limitPrice: null, instruments: null } as const;
  return {
    ...paper,
    db,
    active,
    instrument,
    /** Saves what waits. */
    async stash(change: Partial<StashRequest> = {}, onStep: OnStep = () => true) {
      const { length: amount } = await active();
      const key = await begin('stash', {
        ...common,
        name: '',
        amount,
        keep: false,
        ...change,
      });
      const done = await untilDone(key, onStep);
      return { key, ...done, saved: await savedBy(db, key) };
    },
    async restore(stash: number, change: Partial<RestoreRequest> = {}, onStep: OnStep = () => true) {
      const request: RestoreRequest = {
        ...{ ...common, name: '', stash, amount: 1, clean: true },
        ...{ expiredTill: null, again: false, margin: false, ...change },
      };
      const key = await begin('restore', request);
      const done = await untilDone(key, onStep);
      return { key, ...done, before: await savedBy(db, key) };
    },
    async place(...all: readonly StopTerms[]): Promise<StopSnapshot[]> {
      await Promise.all(
        all.map(async (terms) =>
          broker.stopOrders.post({
            ...terms,
            clientOrderId: randomUUID(),
            instrument: await instrument(terms.ticker),
          }),
        ),
      );
      return [...(await active())];
    },
    async cancelAll(): Promise<void> {
      await cancelStopOrders(
        broker,
        (await active()).map(({ stopOrderId }) => stopOrderId),
      );
    },
    async stop(): Promise<void> {
      await db.destroy();
      await paper.stop();
      await database.drop();
    },
  };
}

export interface Saved {
  readonly id: number;
  readonly orders: readonly StashOrder[];
}

async function savedBy(db: Database, key: string): Promise<Saved | undefined> {
  const stash = await stashOfTask(db, key);
  return stash && { id: stash.id, orders: await stashOrders(db, stash.id) };
}

const figuresOf = ({ reason, stopFigures }: Settlement): StopFigures & Pick<Settlement, 'reason'> => {
  if (!stopFigures) throw new Error(`it told no figures: ${reason}`);
  return { reason, ...stopFigures };
};

/** All that the broker tells but what is another order's by itself: its id and when it was placed. */
export const contentOf = (stops: readonly StopSnapshot[]): string[] =>
  stops.map(({ stopOrderId: _, createdAt: __, ...told }) => JSON.stringify(told)).sort();

/** At a price that is a whole number of steps, so many percent from another. */
export const percentOf = (
  price: { toNumber(): number },
  percent: number,
  { priceStep }: Instrument,
): string => {
  const steps = Math.round((price.toNumber() * percent) / 100 / priceStep.toNumber());
  return priceStep.mul(steps).toFixed();
};

export const lastPriceOf = async ({ instruments }: Broker, { uid, ticker }: Instrument) => {
  const price = (await instruments.lastPrices([uid])).get(uid);
  if (!price) throw new Error(`${ticker} was never traded`);
  return price;
};
