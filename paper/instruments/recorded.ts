import { readFileSync } from 'node:fs';

/** What was recorded from the real API lies in `data/`: lists as one JSON object a line. */
const read = (name: string): string => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');

export const recordedJson = <T>(name: string): T => JSON.parse(read(name)) as T;

export const recordedLines = (name: string): unknown[] =>
  read(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
