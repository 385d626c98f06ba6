import type { SpreadView } from './view.js';

/** So long an executor that begins waits for the first books, before a missing one takes a far order away. */
const FIRST_BOOKS_MS = 2_000;

/**
 * Until when a missing book says nothing yet: whoever takes a spread over hears of both books only after its first look.
 * One that was there and is not known any more says that nobody knows what the hedge costs.
 * @returns undefined when both were known, or for longer than that were not
 */
export function rememberAwaitedBooks({ far, near, nowMs, memory }: SpreadView): number | undefined {
  if (far.market.book && near.market.book) return undefined;
  const isFirst = memory.answer === undefined;
  const untilMs = isFirst ? nowMs + FIRST_BOOKS_MS : memory.booksAwaitedUntilMs;
  return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
}
