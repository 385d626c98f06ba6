/** Follows the journal in the terminal: one line for each entry, as it happens. */
import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_MS = 1_000;

/**
 * @param {ReturnType<import('./api-client.mjs').apiClient>} client
 * @param {{ say: (line: string) => void, signal: AbortSignal }} options ends with the signal
 * @returns {{ opened: Promise<void>, ended: Promise<void> }} what happens after `opened` is not missed
 */
export function followJournal(client, { say, signal }) {
  let onOpen;
  const opened = new Promise((resolve) => {
    onOpen = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let lastId;
  const onEvent = ({ id, data }) => {
    lastId = id ?? lastId;
    if (typeof data.text === 'string') say(data.taskId ? `${data.taskId}  ${data.text}` : data.text);
  };
  const follow = async () => {
    while (!signal.aborted) {
      // The API may be down for a moment; the supervisor tells that, and the entries missed are asked for again.
      await client.events({ signal, lastId, onOpen, onEvent }).catch(() => {});
      await pause(AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  };
  return { opened, ended: follow() };
}
