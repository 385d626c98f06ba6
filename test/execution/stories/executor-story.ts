import type { Direction, OrderSnapshot } from '../../../domain/order.js';
import { LegJudge, promise } from '../../domain/leg-judge.js';
import { ModelExchange, type ModelPost } from '../../domain/model-exchange.js';
import type { Happening, Who } from './happenings.js';
import type { Rule, StoryDatabase } from './story-database.js';
import { StoryFates } from './story-fates.js';
import { flow, passTime } from './story-flow.js';
import { StoryMarket, storyInstrument } from './story-market.js';
import { liftAnyHalt, StoryPerson } from './story-person.js';
import { StoryTask } from './story-task.js';
import { StoryWorker } from './story-worker.js';

const instrument = storyInstrument;
/** What may appear yet is waited for. */
const SETTLED_BY_S = 240;

/** One task in the hands of real executors, over the model of the exchange and the real database. */
export class ExecutorStory {
  readonly #database: StoryDatabase;
  readonly #task: StoryTask;
  readonly exchange: ModelExchange;
  readonly #judge: LegJudge;
  readonly #person: StoryPerson;
  readonly #workers = new Map<Who, StoryWorker>();
  readonly #changes: OrderSnapshot[] = [];
  readonly #fates = new StoryFates();
  readonly #market = new StoryMarket();
  #broken: unknown;

  private constructor(
    database: StoryDatabase,
    direction: Direction,
    readonly without: Rule | undefined,
  ) {
    this.#database = database;
    database.clock = { nowMs: 1_000_000 };
    this.#task = new StoryTask(database, direction);
    this.#judge = new LegJudge(direction, this.#task.wanted);
    this.exchange = new ModelExchange({
      instrumentUid: instrument.uid,
      direction,
      lot: instrument.lot,
      onChange: (order) => {
        this.#changes.push(order);
        for (const worker of this.#workers.values()) worker.hearOrder(order);
      },
      onPlaced: (post) => this.#judgePlaced(post),
    });
    this.exchange.nowMs = database.clock.nowMs;
    this.#person = new StoryPerson({
      database,
      task: this.#task,
      judge: this.#judge,
      exchange: this.exchange,
      workers: this.#workers,
      market: this.#market,
    });
  }

  static async begin(database: StoryDatabase, direction: Direction, without?: Rule): Promise<ExecutorStory> {
    const story = new ExecutorStory(database, direction, without);
    database.onNotification = (channel, payload) => {
      if (channel !== 'halt' && payload !== story.#task.key) return;
      for (const worker of story.#workers.values()) worker.hearNotice(channel, payload);
    };
    // The database is shared: the story before may have left it halted.
    await liftAnyHalt(database);
    await story.#task.insert(direction);
    story.#start('Ann');
    return story;
  }

  /** What is thrown here would reach whoever posts, who takes it for an answer that cannot be read. */
  #judgePlaced(post: ModelPost): void {
    try {
      this.#judge.placed(post, this.exchange);
    } catch (error) {
      this.#broken ??= error;
    }
  }

  #start(who: Who): StoryWorker {
    const before = this.#workers.get(who);
    before?.process.crash();
    if (before && this.#task.attempt?.worker === before) this.#task.attempt = undefined;
    const worker = new StoryWorker({
      database: this.#database,
      exchange: this.exchange,
      instrument,
      seen: this.#market.seen,
      without: this.without,
      fates: this.#fates.ofCalls,
    });
    this.#workers.set(who, worker);
    return worker;
  }

  async happen(happens: Happening): Promise<void> {
    await this.#proceed();
    await this.#let(happens);
    await this.#database.rest();
    if (this.#broken) throw this.#broken;
    await this.#proceed();
    for (const worker of this.#workers.values())
      promise(worker.errors.length === 0, () => `a step failed: ${worker.errors.join(', ')}`);
  }

  async #let(happens: Happening): Promise<void> {
    const worker = 'who' in happens ? this.#workers.get(happens.who) : undefined;
    switch (happens.what) {
      case 'steps':
        for (let i = 0; i < happens.count; i += 1) {
          worker?.process.letPass(i === 0 ? happens.nth : 0);
          await this.#database.rest();
        }
        break;
      case 'start':
        if (!worker) this.#start(happens.who);
        break;
      case 'attach':
        if (worker && !this.#task.report && !this.#task.isWaiting)
          this.#task.attempt = worker.attach(this.#task.key);
        break;
      case 'crash':
        worker?.process.crash();
        this.#workers.delete(happens.who);
        if (worker && this.#task.attempt?.worker === worker) this.#task.attempt = undefined;
        break;
      case 'give up':
        worker?.giveUp();
        break;
      case 'freeze':
      case 'go on':
        if (worker) worker.process.frozen = happens.what === 'freeze';
        break;
      case 'lose':
        worker?.process.lose();
        break;
      case 'repeat': {
        const older = this.#changes.at(-2);
        if (older) worker?.hearOrder(older);
        break;
      }
      case 'hold':
        worker?.process.held.add(happens.traffic);
        break;
      case 'let go':
        worker?.process.held.clear();
        break;
      case 'statement fails':
        worker?.failStatement(happens.when);
        break;
      case 'next post':
      case 'next cancel':
      case 'next read':
        this.#fates.add(happens);
        break;
      case 'fill':
        this.exchange.fill(happens.lots);
        break;
      case 'price':
      case 'status':
        this.#market.changes(happens);
        this.#tellMarket();
        break;
      case 'arrive':
        this.exchange.arrive(happens.nth);
        break;
      case 'hide':
      case 'appear':
        this.exchange.hidden = happens.what === 'hide';
        break;
      case 'sweep':
        [...this.#workers.values()][0]?.sweep();
        break;
      case 'later':
        await this.#pass(happens.ms);
        break;
      default:
        await this.#person.asks(happens);
    }
  }

  #tellMarket(): void {
    for (const worker of this.#workers.values()) worker.see(this.#market.seen);
  }

  readonly #processes = () => [...this.#workers.values()].map(({ process }) => process);

  #pass(ms: number): Promise<void> {
    const onTime = (nowMs: number) => {
      this.exchange.nowMs = nowMs;
    };
    return passTime(this.#database, this.#processes, { ms, onTime });
  }

  #proceed(): Promise<void> {
    const able = () =>
      [...this.#workers.values()].find(({ process, isLeaving }) => !process.frozen && !isLeaving);
    return this.#task.proceed(this.exchange, able);
  }

  /** Nothing goes wrong any more; the task comes to its end, and somebody sweeps. */
  async calmDown(mode: 'run' | 'stop'): Promise<void> {
    this.#fates.forget();
    this.exchange.hidden = false;
    this.exchange.arriveAll();
    for (const worker of this.#workers.values()) {
      worker.process.frozen = false;
      worker.process.held.clear();
      worker.forgetFailures();
    }
    await this.#person.asks({ what: 'limit', ticks: null, again: false });
    await this.#person.asks({ what: mode });
    this.#market.calmDown();
    this.#tellMarket();
    if (this.#workers.get('Bob')?.isLeaving !== false) this.#start('Bob');
    if (this.#task.isHalted) await this.#standHalted();
    for (let second = 0; second < SETTLED_BY_S && !this.#task.report; second += 1) {
      await this.happen({ what: 'later', ms: 1_000 });
      if (this.#task.wish.mode === 'run') await this.happen({ what: 'fill', lots: 3 });
    }
    await this.happen({ what: 'later', ms: 6_000 });
    const sweeper = this.#start('Bob');
    sweeper.sweep();
    await flow(this.#database, this.#processes);
  }

  /** The halt that nobody lifted holds for a while, and then is lifted. */
  async #standHalted(): Promise<void> {
    for (let second = 0; second < 15; second += 1) await this.happen({ what: 'later', ms: 1_000 });
    const { workingLots } = this.exchange;
    promise(workingLots === 0, () => `${workingLots} lots work although orders are halted`);
    await this.#person.asks({ what: 'unhalt' });
  }

  /** After calm and sweep: what is promised at the end. */
  judgeEnd(): void {
    if (this.#broken) throw this.#broken;
    this.#task.judgeEnd(this.exchange, this.#judge.ceiling);
  }
}
