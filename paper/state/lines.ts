import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 18;
const NEWLINE = 10;
/** How every entry of the ledger begins, and no other line. */
const ENTRY_START = '{"seq":';
const ENTRY_MARK = Buffer.from(`\n${ENTRY_START}`);

export interface Line {
  readonly text: string;
  /** Where the next line starts, in bytes. */
  readonly end: number;
}

/** Whole lines of a file from the line that starts at `from` on; a half-written last one is left out. */
export function* readLines(path: string, from = 0): Generator<Line> {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    let position = from;
    for (;;) {
      const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
      if (length === 0) return;
      const start = position - rest.length;
      position += length;
      const bytes =
        rest.length === 0 ? chunk.subarray(0, length) : Buffer.concat([rest, chunk.subarray(0, length)]);
      let done = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, done)) {
        const text = bytes.toString('utf8', done, at);
        done = at + 1;
        yield { text, end: start + done };
      }
      rest = Buffer.from(bytes.subarray(done));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The number of a ledger entry's line; `undefined` for every other line. */
export function seqOf(line: string): number | undefined {
  if (!line.startsWith(ENTRY_START)) return undefined;
  return Number(line.slice(ENTRY_START.length, line.indexOf(',', ENTRY_START.length)));
}

/** Where to start reading for the entries after `seq`: they are in order, so the place is found by halving. */
export function placeAfter(path: string, seq: number, size: number): number {
  let low = 0;
  let high = size;
  while (high - low > CHUNK_BYTES) {
    const middle = Math.floor((low + high) / 2);
    const entry = firstEntry(path, middle, high);
    if (!entry || entry.seq > seq) high = middle;
    else low = entry.start;
  }
  return low;
}

/** The first entry whose line starts after `from`, before `to`. */
function firstEntry(path: string, from: number, to: number): { start: number; seq: number } | undefined {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    // Chunks overlap by what a mark may be cut into, and its number.
    const overlap = ENTRY_MARK.length + 20;
    for (let position = from; position < to; position += CHUNK_BYTES - overlap) {
      const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
      const at = chunk.subarray(0, length).indexOf(ENTRY_MARK);
      const start = position + at + 1;
      if (at >= 0 && start < to) {
        const text = chunk.toString('latin1', at + 1, Math.min(length, at + 1 + overlap));
        const comma = text.indexOf(',');
        if (comma > 0) return { start, seq: Number(text.slice(ENTRY_START.length, comma)) };
      }
      if (length < CHUNK_BYTES) return undefined;
    }
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}
