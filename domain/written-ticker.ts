/** A ticker as it is written, with a board or without. */
export interface WrittenTicker {
  /** Capital letters. */
  readonly code: string;
  readonly board: string | null;
}

/**
 * What may be meant by a ticker as people write it, what is more likely first: all of it, since the broker lists tickers
 * like `BMW@DE`; then what stands before the last `@`, on the board after it, `SBER@TQBR` or `BMW@DE@SPBDE`.
 */
export function writtenTickers(text: string): readonly [WrittenTicker, ...WrittenTicker[]] {
  // No ticker has control characters, and the database takes no NUL.
  const whole = text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .toUpperCase();
  const at = whole.lastIndexOf('@');
  const [code, board] = [whole.slice(0, Math.max(at, 0)).trim(), whole.slice(at + 1).trim()];
  const all = { code: whole, board: null };
  return code !== '' && board !== '' ? [all, { code, board }] : [all];
}
