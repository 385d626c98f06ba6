/** The whole system: which parts start together, and in which order they end. */
import { Supervised } from '../processes/supervised.mjs';

/**
 * @typedef {object} Group
 * @property {number} stage all groups of a stage start at once, when every part of the stage before works
 * @property {import('../processes/supervised.mjs').Part[]} parts
 */

export class System {
  #groups;
  #started = false;
  #stopping;

  /**
   * @param {Group[]} groups the later a group is listed, the earlier it ends
   * @param {{ runFolder: string, say: (line: string) => void, delaysMs?: number[] }} options
   */
  constructor(groups, options) {
    const say = (line) => {
      // What comes up at a second try is not worth a person's eye; what does not is told by the start's own failure.
      if (this.#started && !this.#stopping) options.say(line);
    };
    this.#groups = groups.map(({ stage, parts }) => ({
      stage,
      parts: parts.map((part) => new Supervised(part, { ...options, say })),
    }));
  }

  get stopping() {
    return this.#stopping !== undefined;
  }

  /** Resolves when every part works. When one does not come up it throws, and the rest is to be stopped. */
  async start() {
    const stages = [...new Set(this.#groups.map(({ stage }) => stage))].sort();
    for (const stage of stages) {
      if (this.stopping) return;
      const parts = this.#groups.filter((group) => group.stage === stage).flatMap((group) => group.parts);
      await Promise.all(parts.map((part) => part.start()));
    }
    this.#started = true;
  }

  stop() {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  async #stopInOrder() {
    const groups = this.#groups.toReversed();
    // First of all nothing is started again: what ends now ends because it is meant to.
    for (const part of groups.flatMap(({ parts }) => parts)) part.retire();
    for (const { parts } of groups) await Promise.all(parts.map((part) => part.stop()));
  }
}
