import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ExchangeEvent } from './events.js';

/**
 * The append-only file behind everything. Lines are gathered while an operation runs and written by one call before
 * its answer leaves, so that a killed process has either done the whole operation or nothing of it. (No fsync: the
 * exchange outlives its process, not the machine's power.)
 */
export class Journal {
  readonly #file: string;
  #descriptor: number | undefined;
  #pending: string[] = [];
  #scheduled = false;
  #closed = false;

  constructor(dataDir: string) {
    const folder = join(dataDir, 'paper');
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, 'journal.jsonl');
  }

  /** Everything written so far, oldest first. A half-written last line, which was never answered, is left out. */
  *read(): Generator<ExchangeEvent> {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    const lines = text.split('\n');
    const unfinished = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as ExchangeEvent;
    if (unfinished !== '') truncateSync(this.#file, Buffer.byteLength(text) - Buffer.byteLength(unfinished));
  }

  append(event: ExchangeEvent): void {
    this.#pending.push(JSON.stringify(event));
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#pending.length === 0 || this.#closed) return;
    this.#descriptor ??= openSync(this.#file, 'a', 0o600);
    const lines = this.#pending;
    this.#pending = [];
    writeSync(this.#descriptor, `${lines.join('\n')}\n`);
  }

  close(): void {
    this.flush();
    this.#closed = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}
