import type { CancelFate, Happening, PostFate, ReadFate } from './happenings.js';
import type { StoryBrokerOptions } from './story-broker.js';

/** What the next calls meet, whoever makes them. */
export class StoryFates {
  readonly #post: PostFate[] = [];
  readonly #cancel: CancelFate[] = [];
  readonly #read: ReadFate[] = [];

  add(happens: Extract<Happening, { fate: unknown }>): void {
    if (happens.what === 'next post') this.#post.push(happens.fate);
    else if (happens.what === 'next cancel') this.#cancel.push(happens.fate);
    else this.#read.push(happens.fate);
  }

  readonly ofCalls: StoryBrokerOptions['fates'] = {
    post: () => this.#post.shift() ?? 'answered',
    cancel: () => this.#cancel.shift() ?? 'done',
    read: () => this.#read.shift() ?? 'done',
  };

  forget(): void {
    for (const fates of [this.#post, this.#cancel, this.#read]) fates.length = 0;
  }
}
