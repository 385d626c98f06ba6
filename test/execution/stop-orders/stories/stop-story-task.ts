import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../../../../commands/index.js';
import { settleStopOrder } from '../../../../commands/settle-stop.js';
import {
  finishTask,
  insertTask,
  type LoggedStop,
  planStops,
  stopsOfTask,
  type TaskRow,
  taskByKey,
  writeHalt,
  writeMode,
  writeStop,
} from '../../../../database/index.js';
import type { StopTerms } from '../../../../domain/stop-order.js';
import type { Settlement } from '../../../../domain/task.js';
import { BrokenPromiseError, promise } from '../../../domain/leg-judge.js';
import { stopTerms } from '../../../domain/stop-snapshots.js';
import type { StoryDatabase } from '../../stories/story-database.js';
import { storyInstrument } from '../../stories/story-market.js';
import { liftAnyHalt } from '../../stories/story-person.js';
import { type ModelStopExchange, sameStop } from './model-stop-exchange.js';
import type { Asked } from './stop-happenings.js';
import type { Attempt, StopStoryWorker } from './stop-story-worker.js';

/** Two of the five are the same. */
const PRICES = ['80', '81', '82', '83', '80'];
/** What was written down before a person's word goes out within this, with the deadline of its call. */
const GOES_OUT_WITHIN_MS = 3_500;

/** A ladder in a story, with what its workflow and a person do. */
export class StopStoryTask {
  readonly key = randomUUID();
  readonly terms: readonly StopTerms[] = PRICES.map((stopPrice) =>
    stopTerms({
      instrumentUid: storyInstrument.uid,
      ticker: storyInstrument.ticker,
      stopPrice,
      child: { type: 'limit', price: stopPrice },
      expiry: { type: 'till-date', at: '2098-01-02T03:04:05.000Z' },
    }),
  );
  readonly #database: StoryDatabase;
  readonly #exchange: ModelStopExchange;
  attempt: Attempt | undefined;
  /** What it came to at its end. */
  report: Settlement | undefined;
  #mode: 'run' | 'pause' | 'stop' = 'run';
  #isHalted = false;
  /** Since when nothing of it is to be placed, while that is so. */
  #quietSinceMs: number | undefined;

  constructor(database: StoryDatabase, exchange: ModelStopExchange) {
    this.#database = database;
    this.#exchange = exchange;
  }

  async insert(): Promise<void> {
    const { db } = this.#database;
    const amount = this.terms.length;
    const { ticker, uid: instrumentUid } = storyInstrument;
    const request = {
      ...{ ticker: null, instrumentUid: null, lot: 1, amount, limitPrice: null, direction: 'buy' },
      ...{ levels: ['15'], sum: '300000', child: 'limit', lifetimeMinutes: 60, renew: false, margin: false },
      instruments: [{ ticker, instrumentUid }],
    };
    await insertTask(db, {
      key: this.key,
      kind: 'stops',
      mode: 'paper',
      accountId: 'account',
      ticker: null,
      instrumentUid: null,
      request,
      wish: { version: 1, mode: 'run', targetLots: amount, limitPrice: null },
      amount,
      requestedBy: 'a story',
    });
    const orders = this.terms.map((terms) => ({ terms }));
    await planStops(db, { taskKey: this.key, accountId: 'account', orders });
  }

  /** Called when one of ours comes to be there. */
  placed(terms: StopTerms, { isLate }: { isLate: boolean }): void {
    const wanted = this.terms.filter((each) => sameStop(each, terms)).length;
    const count = this.#exchange.count(terms, 'ours');
    promise(count <= wanted, () => `${count} at ${terms.stopPrice} are there, ${wanted} were wanted`);
    const quietMs = this.#quietSinceMs === undefined ? 0 : this.#exchange.nowMs - this.#quietSinceMs;
    promise(
      isLate || quietMs <= GOES_OUT_WITHIN_MS,
      () => `one is placed ${quietMs} ms after a person's word that none is to be`,
    );
  }

  /** What is broken when one is written down to be sent now. */
  wordAgainst(): BrokenPromiseError | undefined {
    if (this.#quietSinceMs === undefined) return undefined;
    return new BrokenPromiseError(
      `one is written down although a person said ${this.#isHalted ? 'halt' : this.#mode}`,
    );
  }

  async asks({ what }: Asked): Promise<void> {
    const { db } = this.#database;
    if (what === 'settle') return this.#settles();
    if (what === 'halt') {
      await writeHalt(db, { by: 'a story', reason: null });
      this.#isHalted = true;
    } else if (what === 'unhalt') {
      await liftAnyHalt(this.#database);
      this.#isHalted = false;
    } else if (!this.report && this.#mode !== 'stop') {
      if (what === 'stop') await writeStop(db, this.key);
      else await writeMode(db, { key: this.key, mode: what });
      this.#mode = what;
    }
    const isQuiet = this.#isHalted || this.#mode !== 'run';
    this.#quietSinceMs = isQuiet ? (this.#quietSinceMs ?? this.#exchange.nowMs) : undefined;
  }

  /** A person looks at the broker's list and says of each that is in doubt what is so. */
  async #settles(): Promise<void> {
    const { db } = this.#database;
    const row = (await taskByKey(db, this.key)) as TaskRow;
    const broker = { stopOrders: { since: async (from: Date) => this.#exchange.list(from) } };
    const tasks = { wake: async () => undefined };
    const context = { db, broker, tasks, by: 'a story' } as unknown as CommandContext;
    for (const stop of (await this.rows()).filter(({ state }) => state === 'sent')) {
      const known = (await this.rows()).filter(
        ({ terms, state }) => state === 'placed' && sameStop(terms, stop.terms),
      );
      const strange = known.filter(({ stopOrderId }) => stopOrderId && !this.#exchange.isOurs(stopOrderId));
      const placed = this.#exchange.count(stop.terms, 'ours') > known.length - strange.length;
      await settleStopOrder(row, { number: stop.number, placed }, context).catch((error: unknown) => {
        const { code } = error as { code?: string };
        promise(
          code === 'stop-may-appear' || code === 'stop-not-in-doubt',
          () => `what a person says is refused: ${error}`,
        );
      });
    }
  }

  rows(): Promise<LoggedStop[]> {
    return stopsOfTask(this.#database.db, this.key);
  }

  /** Takes the outcome of the attempt, and attaches again while there is something to do. */
  async proceed(able: () => StopStoryWorker | undefined): Promise<void> {
    if (this.report) return;
    const { outcome } = this.attempt ?? {};
    if (outcome) this.attempt = undefined;
    if (outcome && outcome !== 'moved') await this.#settle(outcome);
    const mayGoOn = this.#mode === 'stop' || (this.#mode === 'run' && !this.#isHalted);
    if (!this.report && !this.attempt && mayGoOn) this.attempt = able()?.attach(this.key);
  }

  async #settle(settlement: Settlement): Promise<void> {
    const { reason } = settlement;
    if (reason !== 'complete' && reason !== 'stopped') return;
    this.report = settlement;
    const state = reason === 'complete' ? 'done' : 'cancelled';
    await finishTask(this.#database.db, { key: this.key, state, result: settlement, error: null });
  }

  /** After the calm: each is there once, or is told not to be. */
  async judgeEnd(): Promise<void> {
    const { report } = this;
    const rows = await this.rows();
    const words = () =>
      rows.map(({ number, state, stopOrderId }) => `${number} ${state} ${stopOrderId}`).join();
    promise(report !== undefined, () => `the task has no end: ${words()}`);
    const ends =
      report?.reason === 'stopped' ? ['placed', 'refused', 'dropped', 'sent'] : ['placed', 'refused'];
    promise(
      rows.every(({ state }) => ends.includes(state)),
      () => `${report?.reason}, with ${words()}`,
    );
    this.#exchange.judgeIds(rows.flatMap(({ stopOrderId }) => stopOrderId ?? []));
    for (const terms of this.terms) {
      const same = rows.filter((row) => sameStop(row.terms, terms));
      const placed = same.filter(({ state }) => state === 'placed').length;
      const inDoubt = same.filter(({ state }) => state === 'sent').length;
      const ours = this.#exchange.count(terms, 'ours');
      const strange = this.#exchange.count(terms, 'strange');
      promise(
        placed <= ours + strange && ours <= placed + inDoubt,
        () => `${ours} of ours are at ${terms.stopPrice}, ${strange} of others; the log says: ${words()}`,
      );
    }
    const { executed = 0, reason } = report ?? {};
    const placed = rows.filter(({ state }) => state === 'placed').length;
    // What a stop left in doubt a person may settle later.
    promise(
      reason === 'stopped' ? executed <= placed : executed === placed,
      () => `${executed} are reported, the log says ${placed}`,
    );
  }
}
