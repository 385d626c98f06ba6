/** Follows the journal in the terminal: one line for each entry, as it happens. */
import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_MS = 1_000;

/**
 * @param {ReturnType<import('./api-client.mjs').apiClient>} client
 * @param {{ say: (line: string) => void, signal: AbortSignal }} options ends with the signal
 */
export async function followJournal(client, { say, signal }) {
  let lastId;
  const onEvent = ({ id, data }) => {
    lastId = id ?? lastId;
    if (typeof data.text === 'string') say(data.text);
  };
  while (!signal.aborted) {
    // The API may be down for a moment; the supervisor tells that, and the entries missed are asked for again.
    await client.events({ signal, lastId, onEvent }).catch(() => {});
    await pause(AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}
