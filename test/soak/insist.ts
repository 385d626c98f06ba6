/** People ask until there is an answer that counts, and agree to what is asked back. */
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAnswer, type CallApi, isRefusal } from './api-person.js';
import type { Asked } from './asked.js';

/** Between one asking and the next. */
export const AGAIN_MS = 500;
/** What was asked about is another thing by now; it is asked anew. */
const ASKED_ANEW: ReadonlySet<string | undefined> = new Set([
  'confirmation-required',
  'confirmation-invalid',
  'consent-needed',
]);

/** @returns the answer: done, or a refusal that asking again will not change */
export async function insist(ask: () => Promise<ApiAnswer | undefined>, asked: Asked): Promise<ApiAnswer> {
  for (;;) {
    const answer = await ask();
    if (answer && answer.status < 300) return answer;
    if (answer?.json.code === 'halted') asked.count('spread refused for the halt');
    else if (ASKED_ANEW.has(answer?.json.code)) asked.count('spread asked about anew');
    else if (answer && isRefusal(answer)) return answer;
    // Also when people have left: what was asked for must be known to have been taken or not.
    await pause(AGAIN_MS);
  }
}

/** One try at a command that may ask for consent, which is given. The key makes it one request however often it is tried. */
export const agreeing =
  (call: CallApi, command: string, body: Readonly<Record<string, unknown>>, key: string) =>
  async (): Promise<ApiAnswer | undefined> => {
    const how = { method: 'POST', path: `/commands/${command}`, key } as const;
    const answer = await call({ ...how, body });
    const { token, code } = answer?.json ?? {};
    return code === 'confirmation-required' ? call({ ...how, body: { ...body, confirm: token } }) : answer;
  };
