import { randomUUID } from 'node:crypto';
import type { Settlement } from '../../../../domain/task.js';
import { createClaimKeeper, createExecutors, watchHalt } from '../../../../execution/index.js';
import { type Rule, type StoryDatabase, storyNotifications } from '../../stories/story-database.js';
import { StoryProcess } from '../../stories/story-process.js';
import { type StopStoryBrokerOptions, stopStoryBroker } from './stop-story-broker.js';

export interface Attempt {
  readonly worker: StopStoryWorker;
  outcome?: Settlement | 'moved';
}

/** A worker process in a story of stop orders: the real executors and claims, over its own gates. */
export class StopStoryWorker {
  readonly process: StoryProcess;
  isLeaving = false;
  readonly #notifications = storyNotifications();
  readonly #executors: ReturnType<typeof createExecutors>;
  readonly #failures: ('before' | 'after')[] = [];
  /** What should never happen: a step that failed for no reason the story knows of. */
  readonly errors: unknown[] = [];

  constructor(database: StoryDatabase, options: StopStoryBrokerOptions, without: Rule | undefined) {
    const process = new StoryProcess(database.clock);
    this.process = process;
    const db = database.of(process, () => this.#failures.shift(), without);
    const nothing = () => undefined;
    const logger = {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (details: object) => this.errors.push((details as { err?: unknown }).err),
    };
    const notifications = this.#notifications;
    this.#executors = process.as(() => {
      const claims = createClaimKeeper({ db, notifications, workerId: randomUUID(), logger });
      const halt = watchHalt({ db, notifications, logger });
      const journal = { write: nothing, flush: async () => undefined };
      const broker = stopStoryBroker(process, options);
      return createExecutors({
        ...{ db, broker, journal, logger, notifications, claims, halt },
        tellWorkflow: nothing,
      });
    });
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

  hearNotice(channel: string, payload: string): void {
    this.process.deliver('notice', () => this.#notifications.tell(channel, payload));
  }
}
