import { liftHalt, ordersOfTask, readHalt, writeHalt } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Wish } from '../../../domain/task.js';
import type { LegJudge } from '../../domain/leg-judge.js';
import type { ModelExchange, ModelPost } from '../../domain/model-exchange.js';
import type { Asked } from './happenings.js';
import type { StoryDatabase } from './story-database.js';
import { type StoryMarket, storyInstrument } from './story-market.js';
import type { StoryTask } from './story-task.js';
import type { StoryWorker } from './story-worker.js';

export interface StoryPersonOptions {
  readonly database: StoryDatabase;
  readonly task: StoryTask;
  readonly judge: LegJudge;
  readonly exchange: ModelExchange;
  readonly workers: ReadonlyMap<unknown, StoryWorker>;
  readonly market: StoryMarket;
}

/** Lifts it as a person does who was shown it. */
export async function liftAnyHalt({ db }: StoryDatabase): Promise<void> {
  const halt = await readHalt(db);
  if (halt) await liftHalt(db, halt);
}

/** Who asks something, of the task or of all: it is written with the real statements, and the judge hears of it. */
export class StoryPerson {
  readonly #of: StoryPersonOptions;

  constructor(options: StoryPersonOptions) {
    this.#of = options;
  }

  async asks(asked: Asked): Promise<void> {
    const { task, market } = this.#of;
    const { what } = asked;
    switch (what) {
      case 'target':
        return this.#amends({ targetLots: Math.max(1, task.wish.targetLots + asked.by) }, asked.again);
      case 'limit': {
        const from = new Decimal(task.wish.limitPrice ?? market.bid);
        const limitPrice =
          asked.ticks === null ? null : from.add(storyInstrument.priceStep.mul(asked.ticks)).toFixed();
        return this.#amends({ limitPrice }, asked.again);
      }
      case 'halt':
      case 'unhalt':
        return this.#halts(what === 'halt');
      default:
        return this.#wants(what);
    }
  }

  async #wants(mode: Wish['mode']): Promise<void> {
    const { task, judge, exchange } = this.#of;
    if (task.isSettled) return;
    const onTheWay = await this.#onTheWay();
    await task.wants(mode);
    judge.amended(task.wanted, onTheWay, exchange);
  }

  async #amends(change: Partial<Wish>, again: boolean): Promise<void> {
    const { task, judge, exchange } = this.#of;
    const onTheWay = await this.#onTheWay();
    const isTaken = await task.amend(change, again, exchange);
    if (isTaken) judge.amended(task.wanted, onTheWay, exchange);
  }

  async #halts(isHalted: boolean): Promise<void> {
    const { database, task, judge } = this.#of;
    const onTheWay = await this.#onTheWay();
    if (isHalted) {
      if (!(await writeHalt(database.db, { by: 'a story', reason: null }))) return;
    } else await liftAnyHalt(database);
    task.isHalted = isHalted;
    judge.halted(isHalted, onTheWay);
  }

  /** Committed to the log and not sent yet, or sent and not there yet. */
  async #onTheWay(): Promise<ModelPost[]> {
    const { database, task, exchange } = this.#of;
    const workers = [...this.#of.workers.values()];
    const mayBeSent = workers.some(({ process }) => process.holdsIntent)
      ? (await ordersOfTask(database.db, task.key)).filter(({ state }) => state === 'sent')
      : [];
    return [
      ...mayBeSent.map(({ clientOrderId: key, lots, price }) => ({ key, lots, price, killUnfilled: false })),
      ...workers.flatMap(({ posting }) => posting),
      ...exchange.onTheWay,
    ];
  }
}
