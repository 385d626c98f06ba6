import { randomUUID } from 'node:crypto';
import type { OrderSnapshot } from '../../../domain/order.js';
import type { Settlement } from '../../../domain/task.js';
import {
  createClaimKeeper,
  createExecutors,
  type ExecutionDependencies,
  watchHalt,
} from '../../../execution/index.js';
import { createOrderComparison, readOrders } from '../../../execution/reconciliation/index.js';
import { type StoryBrokerOptions, storyBroker } from './story-broker.js';
import { type Rule, type StoryDatabase, storyNotifications } from './story-database.js';
import type { Seen } from './story-market.js';
import { StoryProcess } from './story-process.js';

export interface StoryWorkerOptions extends Omit<StoryBrokerOptions, 'process' | 'keySent'> {
  readonly database: StoryDatabase;
  readonly seen: Seen;
  readonly without: Rule | undefined;
}

export interface Attempt {
  readonly worker: StoryWorker;
  outcome?: Settlement | 'moved';
}

/** A worker process in a story: the real executors, claims and sweep, over its own gates. */
export class StoryWorker {
  readonly process: StoryProcess;
  isLeaving = false;
  readonly #broker: ReturnType<typeof storyBroker>;
  readonly #notifications = storyNotifications();
  readonly #executors: ReturnType<typeof createExecutors>;
  readonly #sweep: () => Promise<void>;
  readonly #failures: ('before' | 'after')[] = [];
  /** What should never happen: a step that failed for no reason the story knows of. */
  readonly errors: unknown[] = [];

  constructor(options: StoryWorkerOptions) {
    const { database, seen, without } = options;
    const keySent = (key: string) => (without === 'one key a number' ? randomUUID() : key);
    const process = new StoryProcess(database.clock);
    this.process = process;
    const db = database.of(process, () => this.#failures.shift(), without);
    this.#broker = storyBroker({ ...options, process, keySent }, seen);
    const nothing = () => undefined;
    const logger = {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (details: object) => this.errors.push((details as { err?: unknown }).err),
    };
    const dependencies: ExecutionDependencies = {
      db,
      broker: this.#broker.broker,
      journal: { write: nothing, flush: async () => undefined },
      logger,
    };
    const notifications = this.#notifications;
    this.#executors = process.as(() => {
      const claims = createClaimKeeper({ db, notifications, workerId: randomUUID(), logger });
      const halt = watchHalt({ db, notifications, logger });
      return createExecutors({ ...dependencies, notifications, claims, halt, tellWorkflow: nothing });
    });
    const orders = createOrderComparison(dependencies, { settleMs: 0 });
    this.#sweep = async () => {
      await orders.look(await readOrders(dependencies, { endedWithinMs: 0, isSettled: orders.isAgreed }));
    };
  }

  attach(taskKey: string): Attempt {
    const attempt: Attempt = { worker: this };
    this.process
      .as(() => this.#executors.attach(taskKey))
      .then(
        (settlement) => {
          attempt.outcome = settlement;
        },
        () => {
          attempt.outcome = 'moved';
        },
      );
    return attempt;
  }

  sweep(): void {
    this.process.as(() => this.#sweep()).catch(() => undefined);
  }

  giveUp(): void {
    this.isLeaving = true;
    void this.process.as(() => this.#executors.giveUpAll());
  }

  failStatement(when: 'before' | 'after'): void {
    this.#failures.push(when);
  }

  forgetFailures(): void {
    this.#failures.length = 0;
  }

  see(seen: Seen): void {
    this.process.deliver('market', () => this.#broker.see(seen));
  }

  hearOrder(order: OrderSnapshot): void {
    this.process.deliver('stream', () => this.#broker.hearOrder(order));
  }

  hearNotice(channel: string, payload: string): void {
    this.process.deliver('notice', () => this.#notifications.tell(channel, payload));
  }

  /** Given to its client, or committed to the log: it may still be sent. */
  get posting() {
    return this.process.dead ? [] : [...this.#broker.posting];
  }
}
