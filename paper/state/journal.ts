import { closeSync, mkdirSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ExchangeEvent } from './events.js';

const CHUNK_BYTES = 1 << 20;

export interface JournalLine {
  /** Where the line starts in the file, in bytes. */
  readonly offset: number;
  readonly event: ExchangeEvent;
}

/**
 * The append-only file behind everything. Lines are gathered while an operation runs and written by one call before
 * its answer leaves, so that a killed process has either done the whole operation or nothing of it. (No fsync: the
 * exchange outlives its process, not the machine's power.)
 */
export class Journal {
  readonly #descriptor: number;
  #pending: string[] = [];
  /** Bytes of the file, with what is pending. */
  #size = 0;
  #scheduled = false;
  #closed = false;

  /** Opens the file; a half-written last line, which was never answered, is cut off. */
  constructor(dataDir: string) {
    const folder = join(dataDir, 'paper');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'journal.jsonl');
    this.#descriptor = openSync(file, 'a+', 0o600);
    for (const { end } of this.#lines(0)) this.#size = end;
    truncateSync(file, this.#size);
  }

  /** Everything that was written, oldest first, from the line at `offset` on. */
  *read(offset = 0): Generator<JournalLine> {
    this.flush();
    for (const { start, text } of this.#lines(offset)) {
      yield { offset: start, event: JSON.parse(text) as ExchangeEvent };
    }
  }

  /** @returns the offset of its line. */
  append(event: ExchangeEvent): number {
    const line = `${JSON.stringify(event)}\n`;
    const offset = this.#size;
    this.#size += Buffer.byteLength(line);
    this.#pending.push(line);
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    return offset;
  }

  /** Everything appended so far is in the file when this returns. */
  flush(): void {
    this.#scheduled = false;
    if (this.#pending.length === 0 || this.#closed) return;
    const lines = this.#pending.join('');
    this.#pending = [];
    writeSync(this.#descriptor, lines);
  }

  close(): void {
    this.flush();
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  /** Whole lines only. */
  *#lines(offset: number): Generator<{ start: number; end: number; text: string }> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    let start = offset;
    for (let position = offset; ; ) {
      const length = readSync(this.#descriptor, chunk, 0, CHUNK_BYTES, position);
      if (length === 0) return;
      position += length;
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
      let from = 0;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
        const end = start + at + 1 - from;
        yield { start, end, text: bytes.toString('utf8', from, at) };
        start = end;
        from = at + 1;
      }
      rest = bytes.subarray(from);
    }
  }
}
