import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { placeAfter, readLines, seqOf } from './lines.js';
import { bytesOf, openFolder, type Segment, segmentAt } from './segments.js';

export interface JournalLimits {
  /** A segment is full when so much has happened since its snapshot, or twice what its snapshot takes. */
  readonly segmentBytes: number;
  /** The oldest segments are deleted when all of them take more. */
  readonly keptBytes: number;
}

const LIMITS: JournalLimits = { segmentBytes: 8 << 20, keptBytes: 1 << 30 };
const BATCH_CHARACTERS = 1 << 18;
/** Ends a line that belongs together with the next one: a killed process may have written one of two. */
const GOES_ON = ' ';
const BATCH_ENTRIES = 500;

/**
 * The append-only files behind everything. Lines are gathered while an operation runs and written by one call before
 * its answer leaves, so that a killed process has either done the whole operation or nothing of it. (No fsync of
 * these: the exchange outlives its process, not the machine's power.) Each segment begins with a snapshot, so that a
 * start reads the newest alone.
 */
export class Journal {
  readonly #folder: string;
  readonly #limits: JournalLimits;
  readonly #segments: Segment[];
  #descriptor: number | undefined;
  #pending: string[] = [];
  /** Bytes of the newest segment in the file, and how many will be enough. */
  #size = 0;
  #fullSize = 0;
  #scheduled = false;
  #closed = false;

  constructor(dataDir: string, limits: Partial<JournalLimits> = {}) {
    this.#folder = join(dataDir, 'paper');
    this.#limits = { ...LIMITS, ...limits };
    this.#segments = openFolder(this.#folder);
  }

  /** The number of the oldest ledger entry that is kept. */
  get firstSeq(): number {
    return this.#segments[0]?.firstSeq ?? 1;
  }

  /** A new segment should be begun. */
  get isFull(): boolean {
    return this.#size > this.#fullSize;
  }

  /** The newest segment, if anything was ever written. */
  get newest(): Segment | undefined {
    return this.#segments.at(-1);
  }

  /**
   * The lines of the newest segment; to be read to the end before anything is appended. What is behind the last whole
   * operation was never answered and is cut off.
   * @param isSnapshot takes the lines of the snapshot; they are not given back.
   */
  *replay(isSnapshot: (line: string) => boolean): Generator<string> {
    const { newest } = this;
    if (!newest) return;
    this.#begin(0);
    let operation: string[] = [];
    for (const { text, end } of readLines(newest.path)) {
      if (isSnapshot(text)) {
        this.#begin(end);
        continue;
      }
      operation.push(text);
      if (text.endsWith(GOES_ON)) continue;
      this.#size = end;
      yield* operation;
      operation = [];
    }
    this.#descriptor = openSync(newest.path, 'a', 0o600);
    ftruncateSync(this.#descriptor, this.#size);
  }

  /** Takes away the newest segment, which turned out to be of no use. @returns whether there is an older one. */
  dropNewest(): boolean {
    if (this.#segments.length < 2) return false;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    rmSync(this.#segments.pop()?.path ?? '');
    return true;
  }

  append(line: string): void {
    this.#pending.push(line);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Everything appended so far is in the file when this returns. */
  flush(): void {
    this.#scheduled = false;
    if (this.#pending.length === 0 || this.#closed) return;
    if (this.#descriptor === undefined) throw new Error('the journal has no segment yet');
    const lines = `${this.#pending.join(`${GOES_ON}\n`)}\n`;
    try {
      this.#size += writeAll(this.#descriptor, lines);
    } catch (error) {
      // A full disk must not leave half a line in the middle; what is pending is written by the next call.
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
    this.#pending = [];
  }

  /**
   * Begins a new segment with a snapshot of everything so far. It gets its name when it is whole and on the disk:
   * whenever the process ends, the newest segment is either the old or the new one, and both hold everything.
   */
  rotate(snapshot: Iterable<string>): void {
    this.flush();
    const number = (this.newest?.number ?? 0) + 1;
    const { path } = segmentAt(this.#folder, number);
    const unfinished = `${path}.new`;
    let descriptor: number | undefined;
    let size = 0;
    try {
      rmSync(unfinished, { force: true });
      descriptor = openSync(unfinished, 'a', 0o600);
      for (const batch of batches(snapshot)) size += writeAll(descriptor, batch);
      fsyncSync(descriptor);
      renameSync(unfinished, path);
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      rmSync(unfinished, { force: true, recursive: true });
      // The old segment goes on, and it is tried again when as much has happened once more.
      this.#fullSize = this.#size + this.#limits.segmentBytes;
      throw error;
    }
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#begin(size);
    this.#segments.push(segmentAt(this.#folder, number));
    this.#deleteOldest();
  }

  /** Lines of the ledger entries with numbers between the two, oldest first, some hundreds at a time. */
  *entries({ after, before }: { after: number; before: number }): Generator<string[]> {
    for (const [index, segment] of [...this.#segments].entries()) {
      const next = this.#segments[index + 1];
      if ((next && next.firstSeq <= after + 1) || segment.firstSeq >= before) continue;
      yield* entriesOf(segment, { after, before });
    }
  }

  close(): void {
    this.flush();
    this.#closed = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  /** Nothing but a snapshot of so many bytes is in the segment. */
  #begin(snapshotBytes: number): void {
    this.#size = snapshotBytes;
    this.#fullSize = snapshotBytes + Math.max(this.#limits.segmentBytes, 2 * snapshotBytes);
  }

  #deleteOldest(): void {
    let bytes = this.#segments.reduce((sum, segment) => sum + bytesOf(segment), 0);
    while (bytes > this.#limits.keptBytes && this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (!oldest) return;
      bytes -= bytesOf(oldest);
      rmSync(oldest.path);
      this.#segments.shift();
    }
  }
}

/** @returns bytes written. */
function writeAll(descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  return bytes.length;
}

function* batches(lines: Iterable<string>): Generator<string> {
  let batch = '';
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

function* entriesOf(
  segment: Segment,
  { after, before }: { after: number; before: number },
): Generator<string[]> {
  let batch: string[] = [];
  for (const { text } of readLines(segment.path, placeAfter(segment.path, after, bytesOf(segment)))) {
    const seq = seqOf(text);
    if (seq === undefined || seq <= after) continue;
    if (seq >= before) break;
    batch.push(text);
    if (batch.length < BATCH_ENTRIES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
