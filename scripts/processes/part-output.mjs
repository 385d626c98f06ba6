/** What a part writes: all of it to its log file, what concerns a person also to the terminal. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLogFile } from './log-file.mjs';
import { readable, splitLines, withoutRepeats } from './log-lines.mjs';

/** After its end, for what is still in its pipes; a grandchild may keep them open for longer. */
const DRAIN_MS = 300;

/** @typedef {{ logFolder: string, say: (line: string) => void }} Output */

/**
 * @param {string} name of the part
 * @param {import('./log-lines.mjs').Writer} writer
 * @param {Output} output
 * @returns {(child: import('node:child_process').ChildProcess) => () => Promise<string | undefined>} to be called for
 *   each child of this part; what it returns tells, after the end, the words the child died of
 */
export function partOutput(name, writer, { logFolder, say }) {
  const file = openLogFile(join(logFolder, `${name}.log`));
  const tell = withoutRepeats((text) => say(`${name}: ${text}`));
  return (child) => {
    let lastWords;
    const onLine = (line) => {
      const words = readable(line, writer);
      // What it dies of is told once, with its end.
      if (words?.fatal) lastWords = words.text;
      else if (words) tell(words.text);
    };
    for (const stream of [child.stdout, child.stderr]) {
      const onChunk = splitLines(onLine);
      stream.on('data', (chunk) => {
        file.write(chunk);
        onChunk(chunk);
      });
    }
    const drained = new Promise((done) => child.once('close', done));
    return async () => {
      const waiting = new AbortController();
      await Promise.race([drained, pause(DRAIN_MS, undefined, { signal: waiting.signal })]);
      waiting.abort();
      return lastWords;
    };
  };
}
