import { type Locale, translate } from '../../locales/index.js';
import { LONGEST } from './fitting.js';

/** More messages than this nobody reads before pressing Yes. */
const MOST_MESSAGES = 10;

/** A whole text as messages, each taken apart between lines, else between words. */
export function messagesOf(text: string): string[] {
  const messages: string[] = [];
  let left = text;
  while (left.length > LONGEST) {
    const line = left.lastIndexOf('\n', LONGEST);
    const end = line > 0 ? line : left.lastIndexOf(' ', LONGEST);
    const at = end > 0 ? end : LONGEST;
    messages.push(left.slice(0, at));
    left = left.slice(end > 0 ? at + 1 : at);
  }
  return [...messages, left];
}

/** What brakes is asked about however long the question is. */
const BRAKE = 'cancel';

/** A question is asked with all that is agreed to, or not at all. */
export function askedWhole<Confirm extends { readonly command: string }>(
  locale: Locale,
  text: string,
  confirm: Confirm,
): { readonly text: string; readonly confirm?: Confirm } {
  const { length } = messagesOf(text);
  return length <= MOST_MESSAGES || confirm.command === BRAKE
    ? { text, confirm }
    : { text: translate(locale, 'question-too-long', { messages: length }) };
}
