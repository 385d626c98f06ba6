import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from './lines.js';

const NAME = /^journal-(\d{6,})\.jsonl$/;
const UNFINISHED = /^journal-\d+\.jsonl\.new$/;
/** The whole journal of earlier versions, without a snapshot: it starts from nothing. */
const SINGLE = 'journal.jsonl';

/** One file of the journal: the state as it was when the file was begun, and what happened since. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  /** The number its first ledger entry has, or will have. */
  readonly firstSeq: number;
}

const pathOf = (folder: string, number: number): string =>
  join(folder, `journal-${String(number).padStart(6, '0')}.jsonl`);

/** The segment of a number, whether it is there or not yet. */
export const segmentAt = (folder: string, number: number): Segment => {
  const path = pathOf(folder, number);
  return { number, path, firstSeq: existsSync(path) ? firstSeqOf(path) : 1 };
};

/** The segments of a folder, oldest first, after tidying up what a killed process may have left. */
export function openFolder(folder: string): Segment[] {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (UNFINISHED.test(name)) rmSync(join(folder, name));
  const numbers = readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const single = join(folder, SINGLE);
  if (numbers.length === 0 && existsSync(single)) {
    renameSync(single, pathOf(folder, 1));
    numbers.push(1);
  }
  return numbers.map((number) => segmentAt(folder, number));
}

export const bytesOf = ({ path }: Segment): number => statSync(path).size;

function firstSeqOf(path: string): number {
  for (const { text } of readLines(path)) return headOf(text)?.nextSeq ?? 1;
  return 1;
}

/** A snapshot's first line tells how it is written and which number comes after it. */
export interface SnapshotHead {
  readonly version: number;
  readonly nextSeq: number;
}

export const headLine = (head: SnapshotHead): string => `${HEAD_START}${JSON.stringify(head)}}`;

export const headOf = (line: string): SnapshotHead | undefined =>
  line.startsWith(HEAD_START) ? (JSON.parse(line) as { snapshot: SnapshotHead }).snapshot : undefined;

const HEAD_START = '{"snapshot":';
