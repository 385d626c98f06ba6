/** From what a child writes, what a person at the terminal should read: warnings and errors, in plain words. */

const PINO_WARN = 40;

/**
 * @param {string} line
 * @param {'ours' | 'temporal' | 'postgres'} writer
 * @returns {string | undefined} undefined for what only the log file needs
 */
export function readable(line, writer) {
  const text = line.trim();
  if (text === '') return undefined;
  // A refused statement is told by whoever sent it; while the server starts, refusing is its right.
  if (writer === 'postgres') {
    return /\b(FATAL|PANIC):/.test(text) &&
      !/is starting up|not yet accepting|is shutting down|administrator command/.test(text)
      ? text
      : undefined;
  }
  const entry = parsed(text);
  // The server warns of every moment in which a part of its own is not up yet.
  if (writer === 'temporal')
    return /^(error|fatal)$/i.test(entry?.level) ? entry.msg : /^error/i.test(text) ? text : undefined;
  if (!entry) return text;
  if (!(entry.level >= PINO_WARN)) return undefined;
  const cause = entry.err?.message;
  return cause && cause !== entry.msg ? `${entry.msg}: ${cause}` : entry.msg;
}

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
