/** A paper exchange and a database on which stop orders are saved and brought back, and what tests ask of both. */
import { randomUUID } from 'node:crypto';
import { type Broker, cancelStopOrders } from '../../../broker/index.js';
import { untilRead } from '../../../broker/until-sent.js';
import {
  contentsOf,
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
import { StopJudge } from '../../support/stop-judge.js';
import { mortalProcess } from '../mortal-process.js';

export type StashGround = Awaited<ReturnType<typeof openStashGround>>;
export type OnStep = (number: number, what: string) => Promise<boolean> | boolean;

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

  /** One process after the other, until one comes to an end. @param onStep of the first alone */
  const untilDone = async (key: string, onStep: OnStep) => {
    for (let life = 1; ; life += 1) {
      const process = await mortalProcess({
        url: database.url,
        living: db,
        broker,
        onStep: life === 1 ? onStep : () => true,
      });
      try {
        const came = await process.carryOut(key);
        if (came !== 'died') {
          if (!came) throw new Error('it gave the task up by itself');
          await finishTask(db, { key, state: 'done', result: {}, error: null });
          return { figures: figuresOf(came), lives: life, taken: process.steps().taken };
        }
      } finally {
        await process.end();
      }
    }
  };

  const judge = new StopJudge({ mayTouch: () => true, twins: true });
  /** What the exchange's ledger says until now, and what our log says of it. */
  const judged = async () => {
    const rows = await db.selectFrom('stop_orders').selectAll().execute();
    const log = rows.map(({ client_order_id: clientOrderId, state, stop_order_id: stopOrderId }) => ({
      clientOrderId,
      state,
      stopOrderId,
    }));
    judge.knowOurs(log.map(({ clientOrderId }) => clientOrderId));
    judge.read(await paper.control.ledger(judge.lastSeq));
    judge.compareLog(log);
    return judge;
  };

  const common = { ticker: null, instrumentUid: null, lot: 1, limitPrice: null, instruments: null } as const;
  return {
    ...paper,
    db,
    active,
    instrument,
    judged,
    /** Saves what waits. */
    async stash(change: Partial<StashRequest> = {}, onStep: OnStep = () => true) {
      const ids = (await active()).map(({ stopOrderId }) => stopOrderId);
      const key = await begin('stash', {
        ...common,
        name: '',
        amount: ids.length,
        ids,
        keep: false,
        ...change,
      });
      const done = await untilDone(key, onStep);
      return { key, ...done, saved: await savedBy(db, key) };
    },
    async restore(stash: number, change: Partial<RestoreRequest> = {}, onStep: OnStep = () => true) {
      const contents = contentsOf(await stashOrders(db, stash));
      const cleanIds = (await active()).map(({ stopOrderId }) => stopOrderId);
      const request: RestoreRequest = {
        ...{ ...common, name: '', stash, contents, amount: 1, clean: true, cleanIds },
        ...{ expiredTill: null, again: false, margin: false, ...change },
      };
      const key = await begin('restore', request);
      const done = await untilDone(key, onStep);
      return { key, ...done, before: await savedBy(db, key) };
    },
    async place(...all: readonly StopTerms[]): Promise<StopSnapshot[]> {
      await Promise.all(
        all.map(async (terms) => {
          const clientOrderId = randomUUID();
          judge.knowForeign([clientOrderId]);
          await broker.stopOrders.post({
            ...terms,
            clientOrderId,
            instrument: await instrument(terms.ticker),
          });
        }),
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
