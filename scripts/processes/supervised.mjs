/** One child process that is kept alive: started, started again when it dies, ended in order. */
import { setTimeout as pause } from 'node:timers/promises';
import { removeRunFile, writeRunFile } from './run-file.mjs';

/** Before the first, second, … start in a row that came to nothing; the last stays. At once first: a worker holds orders. */
const DELAYS_MS = [0, 500, 1_000, 2_000, 5_000, 10_000];
/** Who lived that long did not die of its start. */
const STEADY_MS = 30_000;
const FIRST_ATTEMPTS = 3;
/** Of config/process.ts: its last words say what a person has to mend, and trying again would not mend it. */
const PERSON_NEEDED = 78;

/** A part of the system does not come up at all. */
export class PartFailedError extends Error {
  code = 'part-failed';
  /** @param {string} name @param {string} reason */
  constructor(name, reason) {
    super(`${name} does not start: ${reason}`);
    this.name = 'PartFailedError';
    this.part = name;
  }
}

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => Promise<Launched>} launch
 * @property {NodeJS.Signals} [stopSignal] @default SIGTERM
 * @property {number} stopWithinMs then it is killed
 *
 * @typedef {object} Launched
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => Promise<boolean | void>} ready false when it lives but still waits for something outside
 * @property {() => Promise<string | undefined>} [lastWords] what it died of, in its own words
 */

export class Supervised {
  #child;
  #over = new AbortController();
  #running;

  /**
   * @param {Part} part
   * @param {{ runFolder: string, say: (line: string) => void, delaysMs?: number[], steadyMs?: number }} options
   */
  constructor(part, { runFolder, say, delaysMs = DELAYS_MS, steadyMs = STEADY_MS }) {
    Object.assign(this, { part, runFolder, say, delaysMs, steadyMs });
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Resolves when it works for the first time. @throws {PartFailedError} after a few attempts */
  async start() {
    const first = this.#first();
    this.#running = first.then((launched) => this.#keep(launched)).catch(() => {});
    await first;
  }

  /** From now on it is not started again. */
  retire() {
    this.#over.abort();
  }

  /** Ends it and what was under way to start it again. */
  async stop() {
    this.retire();
    await this.#end();
    await this.#running;
  }

  async #first() {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#launch();
      } catch (error) {
        const futile = attempt === FIRST_ATTEMPTS || this.#child?.exitCode === PERSON_NEEDED;
        if (this.#over.signal.aborted || futile) throw new PartFailedError(this.part.name, error.message);
        await this.#wait(attempt);
      }
    }
  }

  /** @returns {Promise<{ ended: Promise<string>, works: boolean }>} its end, told as a reason; in an object, for it is not awaited here */
  async #launch() {
    const { child, ready, lastWords } = await this.part.launch();
    const exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const ended = exited.then(async (how) => (await lastWords?.()) ?? how);
    this.#child = child;
    if (child.pid) writeRunFile(this.runFolder, this.part.name, child.pid);
    exited.then(() => removeRunFile(this.runFolder, this.part.name));
    if (this.#over.signal.aborted) await this.#end();
    const died = ended.then((reason) => Promise.reject(new Error(reason)));
    try {
      const works = await Promise.race([ready(), died]);
      return { ended, works: works !== false };
    } catch (error) {
      const gone = child.exitCode !== null || child.signalCode !== null;
      await this.#end();
      throw gone ? new Error(await ended) : error;
    }
  }

  async #keep({ ended }) {
    let current = ended;
    let failures = 0;
    while (!this.#over.signal.aborted) {
      const since = Date.now();
      const reason = await current;
      if (this.#over.signal.aborted) return;
      failures = Date.now() - since > this.steadyMs ? 0 : failures;
      this.say(this.#obituary(reason, failures));
      current = await this.#again(failures);
      failures += 1;
    }
  }

  /** @returns {Promise<string>} the end of the next one; at once with a reason when it did not come up */
  async #again(failures) {
    await this.#wait(failures);
    if (this.#over.signal.aborted) return 'stopped';
    try {
      const { ended, works } = await this.#launch();
      this.say(`${this.part.name} ${works ? 'works again' : 'runs again, and waits for what it needs'}`);
      return ended;
    } catch (error) {
      return error.message;
    }
  }

  #obituary(reason, failures) {
    const { name } = this.part;
    const delay = this.#delay(failures);
    if (failures === 0) return `${name} ended (${reason}): starting it again`;
    return `${name} ended again (${reason}), ${failures + 1} times in a row: next try in ${delay / 1_000} s, see its log`;
  }

  #delay(failures) {
    return this.delaysMs[Math.min(failures, this.delaysMs.length - 1)];
  }

  async #wait(failures) {
    await pause(this.#delay(failures), undefined, { signal: this.#over.signal }).catch(() => {});
  }

  async #end() {
    const child = this.#child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((done) => child.once('exit', done));
    const force = setTimeout(() => child.kill('SIGKILL'), this.part.stopWithinMs);
    // Windows knows no signals; there our processes end when their channel closes.
    if (process.platform === 'win32' && child.connected) child.disconnect();
    else child.kill(this.part.stopSignal ?? 'SIGTERM');
    await exited;
    clearTimeout(force);
  }
}
