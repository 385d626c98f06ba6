/**
 * From what a child writes: what a person at the terminal should read (warnings and errors, in plain words), and the
 * words it died of, which whoever tells its end tells with it.
 */

const PINO_WARN = 40;
const PINO_FATAL = 60;
/** A library's error may tell its whole history; the log file keeps all of it. */
const LONGEST = 160;

/** @typedef {'ours' | 'temporal' | 'postgres'} Writer */

/**
 * @param {string} line
 * @param {Writer} writer
 * @returns {{ text: string, fatal: boolean } | undefined} undefined for what only the log file needs
 */
export function readable(line, writer) {
  const text = line.trim();
  return text === '' ? undefined : READERS[writer](text);
}

const READERS = {
  ours(text) {
    const entry = parsed(text);
    if (!entry) return plain(text);
    if (!(entry.level >= PINO_WARN)) return undefined;
    const cause = entry.err?.message;
    if (entry.level >= PINO_FATAL) return { text: cause || entry.msg, fatal: true };
    return {
      text: clipped(cause && cause !== entry.msg ? `${entry.msg}: ${cause}` : entry.msg),
      fatal: false,
    };
  },
  // Its errors are mostly of one part of it about another that is not up yet.
  temporal(text) {
    const entry = parsed(text);
    if (!entry) return /^error/i.test(text) ? { text, fatal: true } : undefined;
    if (!/^(error|fatal)$/i.test(entry.level) || /not healthy yet/.test(text)) return undefined;
    return {
      text: entry.error ? `${entry.msg}: ${entry.error}` : entry.msg,
      fatal: /^fatal$/i.test(entry.level) || /^failed starting/.test(entry.msg),
    };
  },
  // A refused statement is told by whoever sent it; while the server starts or ends, refusing is its right.
  postgres(text) {
    const [, words] = /\b(?:FATAL|PANIC): +(.*)/.exec(text) ?? [];
    const expected =
      /is starting up|not yet accepting|is shutting down|administrator command|unexpected postmaster exit/;
    return words === undefined || expected.test(words) ? undefined : { text: words, fatal: true };
  },
};

/** `trademan-api: …` is how our processes say what a person can mend; Node's own words come before a stack. */
function plain(text) {
  const [, reason] = /^trademan-\w+: (.+)/.exec(text) ?? /^(\w*Error\b.*: .+)/.exec(text) ?? [];
  return reason === undefined ? { text, fatal: false } : { text: reason, fatal: true };
}

const clipped = (text) => (text?.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function parsed(text) {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls back for each complete line. @param {(line: string) => void} onLine @returns {(chunk: Buffer) => void} */
export function splitLines(onLine) {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) onLine(line);
  };
}

/**
 * The same line again and again tells nothing new.
 * @param {(line: string) => void} say @param {number} [quietMs]
 */
export function withoutRepeats(say, quietMs = 10_000) {
  const saidAt = new Map();
  return (line) => {
    const now = Date.now();
    for (const [each, at] of saidAt) if (now - at > quietMs) saidAt.delete(each);
    if (saidAt.has(line)) return;
    saidAt.set(line, now);
    say(line);
  };
}
