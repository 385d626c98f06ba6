import { promise } from '../../../domain/leg-judge.js';
import type { Who } from '../../stories/happenings.js';
import type { Rule, StoryDatabase } from '../../stories/story-database.js';
import { flow, passTime } from '../../stories/story-flow.js';
import { liftAnyHalt } from '../../stories/story-person.js';
import { ModelStopExchange, type StopFate } from './model-stop-exchange.js';
import type { StopHappening } from './stop-happenings.js';
import { StopStoryTask } from './stop-story-task.js';
import { StopStoryWorker } from './stop-story-worker.js';

/** What may appear yet is waited for, and asked about again at most a minute later. */
const SETTLED_BY_S = 900;

/** What is left out, only to see that the judge finds it. */
export interface Without {
  readonly without?: Rule;
  readonly mostLateMs?: number;
}

/** One ladder in the hands of real executors, over a model of the exchange and the real database. */
export class StopStory {
  readonly #database: StoryDatabase;
  readonly exchange: ModelStopExchange;
  readonly #task: StopStoryTask;
  readonly #without: Rule | undefined;
  readonly #workers = new Map<Who, StopStoryWorker>();
  readonly #posts: StopFate[] = [];
  readonly #reads: 'lost'[] = [];
  #isArriving = false;
  #broken: unknown;

  private constructor(database: StoryDatabase, keysHonoured: boolean, { without, mostLateMs }: Without) {
    this.#database = database;
    database.clock = { nowMs: 1_000_000_000 };
    this.exchange = new ModelStopExchange(
      keysHonoured,
      (terms) => {
        // What is thrown here would reach whoever posts, who takes it for an answer that cannot be read.
        try {
          this.#task.placed(terms, { isLate: this.#isArriving });
        } catch (error) {
          this.#broken ??= error;
        }
      },
      mostLateMs,
    );
    this.exchange.nowMs = database.clock.nowMs;
    this.#task = new StopStoryTask(database, this.exchange);
    this.#without = without;
  }

  static async begin(
    database: StoryDatabase,
    keysHonoured: boolean,
    without: Without = {},
  ): Promise<StopStory> {
    const story = new StopStory(database, keysHonoured, without);
    database.onIntent = () => {
      story.#broken ??= story.#task.wordAgainst();
    };
    database.onNotification = (channel, payload) => {
      if (channel !== 'halt' && payload !== story.#task.key) return;
      for (const worker of story.#workers.values()) worker.hearNotice(channel, payload);
    };
    // The database is shared: the story before may have left it halted, or orders in doubt.
    await liftAnyHalt(database);
    await database.query(`delete from stop_orders`);
    await story.#task.insert();
    story.#start('Ann');
    return story;
  }

  #start(who: Who): void {
    this.#crash(who);
    const fates = { post: () => this.#posts.shift() ?? 'answered', read: () => this.#reads.shift() };
    this.#workers.set(
      who,
      new StopStoryWorker(this.#database, { exchange: this.exchange, fates }, this.#without),
    );
  }

  #crash(who: Who): void {
    const worker = this.#workers.get(who);
    worker?.process.crash();
    this.#workers.delete(who);
    if (worker && this.#task.attempt?.worker === worker) this.#task.attempt = undefined;
  }

  async happen(happens: StopHappening): Promise<void> {
    await this.#proceed();
    await this.#let(happens);
    await this.#database.rest();
    if (this.#broken) throw this.#broken;
    await this.#proceed();
    for (const { errors } of this.#workers.values())
      promise(errors.length === 0, () => `a step failed: ${errors.join(', ')}`);
  }

  async #let(happens: StopHappening): Promise<void> {
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
        if (worker && !this.#task.report) this.#task.attempt = worker.attach(this.#task.key);
        break;
      case 'crash':
        this.#crash(happens.who);
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
        this.#posts.push(happens.fate);
        break;
      case 'next read':
        this.#reads.push(happens.fate);
        break;
      case 'arrive':
        this.#arrive(happens.nth);
        break;
      case 'stranger': {
        const terms = this.#task.terms[happens.nth];
        if (terms) this.exchange.placeStrange(terms);
        break;
      }
      case 'later':
        await this.#pass(happens.ms);
        break;
      default:
        await this.#task.asks(happens);
    }
  }

  #arrive(nth: number): void {
    this.#isArriving = true;
    this.exchange.arrive(nth);
    this.#isArriving = false;
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
    return this.#task.proceed(able);
  }

  /** Nothing goes wrong any more, a person answers what is asked; the task comes to its end. */
  async calmDown(mode: 'run' | 'stop'): Promise<void> {
    this.#posts.length = 0;
    this.#reads.length = 0;
    this.exchange.arriveAll(() => this.#arrive(0));
    for (const worker of this.#workers.values()) {
      worker.process.frozen = false;
      worker.process.held.clear();
      worker.forgetFailures();
    }
    await this.#task.asks({ what: 'unhalt' });
    await this.#task.asks({ what: mode });
    if (this.#workers.get('Bob')?.isLeaving !== false) this.#start('Bob');
    for (let second = 0; second < SETTLED_BY_S && !this.#task.report; second += 20) {
      await this.happen({ what: 'later', ms: 20_000 });
      await this.happen({ what: 'settle' });
    }
    await flow(this.#database, this.#processes);
  }

  async judgeEnd(): Promise<void> {
    if (this.#broken) throw this.#broken;
    await this.#task.judgeEnd();
  }
}
