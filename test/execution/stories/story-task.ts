import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { amendTask, finishTask, insertTask, writeMode, writeStop } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Direction } from '../../../domain/order.js';
import type { Settlement, Wish } from '../../../domain/task.js';
import { promise } from '../../domain/leg-judge.js';
import type { ModelExchange } from '../../domain/model-exchange.js';
import type { StoryDatabase } from './story-database.js';
import { storyInstrument } from './story-market.js';
import type { Attempt, StoryWorker } from './story-worker.js';

/** A task in a story, with what its workflow does: tells the wish, believes its latest attempt alone, and ends it. */
export class StoryTask {
  readonly key = randomUUID();
  readonly #database: StoryDatabase;
  wish: Wish;
  attempt: Attempt | undefined;
  /** What was reported at its end. */
  report: Settlement | undefined;
  /** Orders are halted. */
  isHalted = false;
  #waitsForHalt = false;

  constructor(database: StoryDatabase, direction: Direction) {
    this.#database = database;
    const limitPrice = direction === 'buy' ? '100.5' : '99.5';
    this.wish = { version: 1, mode: 'run', targetLots: 10, limitPrice };
  }

  async insert(direction: Direction): Promise<void> {
    const { wish } = this;
    const { ticker, uid: instrumentUid, lot } = storyInstrument;
    const amount = wish.targetLots * lot;
    await insertTask(this.#database.db, {
      key: this.key,
      kind: 'sellbuy',
      mode: 'paper',
      accountId: 'account',
      ticker,
      instrumentUid,
      request: { ticker, instrumentUid, lot, amount, limitPrice: wish.limitPrice, direction },
      wish,
      amount,
      requestedBy: 'a story',
    });
  }

  get wanted() {
    const { targetLots, limitPrice } = this.wish;
    return { targetLots, limitPrice: limitPrice === null ? null : new Decimal(limitPrice) };
  }

  /** A task that ended, or was told to stop, takes no other wish. */
  get isSettled(): boolean {
    return this.report !== undefined || this.wish.mode === 'stop';
  }

  /** It was halted and waits until that is over; its workflow holds no attempt. A stop, as a cancellation, ends that. */
  get isWaiting(): boolean {
    return this.#waitsForHalt && this.isHalted && this.wish.mode !== 'stop';
  }

  /** Written as the workflow does; a stop as the emergency does. */
  async wants(mode: Wish['mode']): Promise<void> {
    if (mode === 'run' && this.wish.mode === 'pause') this.#waitsForHalt = false;
    if (mode === 'stop') await writeStop(this.#database.db, this.key);
    else await writeMode(this.#database.db, { key: this.key, mode });
    if (mode !== this.wish.mode) this.wish = { ...this.wish, mode, version: this.wish.version + 1 };
  }

  /**
   * An amendment, as the workflow's activity writes it; `again`, because its first answer was lost.
   * @returns whether it was taken
   */
  async amend(
    change: Partial<Pick<Wish, 'targetLots' | 'limitPrice'>>,
    again: boolean,
    { filledLots }: ModelExchange,
  ): Promise<boolean> {
    const wish = { ...this.wish, ...change, version: this.wish.version + 1 };
    const { lot } = storyInstrument;
    const amended = { key: this.key, change, after: this.wish.version, lot, by: 'a story' };
    const answer = await amendTask(this.#database.db, amended);
    if (again) {
      const second = await amendTask(this.#database.db, amended);
      const words = () => `repeated, it is ${JSON.stringify(second)}, but was ${JSON.stringify(answer)}`;
      promise(isDeepStrictEqual(second, answer), words);
    }
    const due = this.#refusalOf(wish);
    if (answer.kind === 'refused') {
      const { code } = answer.error;
      const isBelow = code === 'amend-below-executed' && filledLots > wish.targetLots;
      promise(code === due || (!due && isBelow), () => `an amendment is refused: ${code}`);
      return false;
    }
    promise(due === undefined, () => `an amendment is taken, although ${due}`);
    this.wish = answer.wish;
    if (answer.executed >= wish.targetLots * lot) this.#waitsForHalt = false;
    return true;
  }

  #refusalOf({ targetLots, limitPrice }: Wish): string | undefined {
    if (this.report) return 'task-finished';
    if (this.wish.mode === 'stop') return 'task-stopping';
    const isSame = targetLots === this.wish.targetLots && limitPrice === this.wish.limitPrice;
    return isSame ? 'nothing-to-amend' : undefined;
  }

  /** Takes the outcome of the attempt, and attaches again while there is something to do. */
  async proceed(exchange: ModelExchange, able: () => StoryWorker | undefined): Promise<void> {
    if (this.report) return;
    const { outcome } = this.attempt ?? {};
    if (outcome && outcome !== 'moved') await this.#settle(outcome, exchange);
    if (outcome) this.attempt = undefined;
    if (this.report || this.attempt || this.isWaiting) return;
    // From here on it is the activity that is tried again, also when orders are halted anew.
    this.#waitsForHalt = false;
    this.attempt = able()?.attach(this.key);
  }

  async #settle(settlement: Settlement, { filledLots, workingLots }: ModelExchange): Promise<void> {
    const { reason, executedLots, orderLeft } = settlement;
    promise(
      orderLeft === true || (executedLots === filledLots && workingLots === 0),
      () => `${reason} with ${executedLots} lots, but ${filledLots} are filled and ${workingLots} working`,
    );
    this.#waitsForHalt = reason === 'halted';
    if (reason === 'paused' || reason === 'halted' || reason === 'not-trading') return;
    // It reached what was wanted before an amendment.
    if (reason === 'reached' && executedLots < this.wish.targetLots) return;
    this.report = settlement;
    const state = reason === 'reached' ? 'done' : reason === 'stopped' ? 'cancelled' : 'failed';
    await finishTask(this.#database.db, { key: this.key, state, result: settlement, error: null });
  }

  /** After calm and sweep: what is promised at the end. @param ceiling the most that may be executed */
  judgeEnd({ filledLots, workingLots }: ModelExchange, ceiling: number): void {
    const { report } = this;
    promise(report !== undefined, () => 'the task has no end');
    promise(workingLots === 0, () => `${workingLots} lots work for a finished task after the sweep`);
    promise(
      report?.executedLots === filledLots,
      () => `${report?.executedLots} lots are reported, ${filledLots} were executed`,
    );
    if (report?.reason !== 'reached') return;
    promise(
      filledLots >= this.wish.targetLots && filledLots <= ceiling,
      () => `reached with ${filledLots} lots, but the target is ${this.wish.targetLots}`,
    );
  }
}
