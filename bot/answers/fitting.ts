/** Telegram takes 4096 characters a message. */
export const LONGEST = 4_000;

/** A text that fits into one message, cut between lines where it must be. */
export function fitting(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf('\n', LONGEST);
  return `${text.slice(0, end > 0 ? end : LONGEST)}\n…`;
}
