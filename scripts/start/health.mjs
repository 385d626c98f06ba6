import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;
/** What is not there by then waits for something outside, or for a person. */
const PATIENCE_MS = 12_000;

/**
 * Waits until everything answers; what stays away that long is named.
 * @param {ReturnType<import('./api-client.mjs').apiClient>} client
 * @param {{ signal: AbortSignal, patienceMs?: number }} options
 * @returns {Promise<{ healthy: boolean, detail: string }>}
 */
export async function awaitHealth(client, { signal, patienceMs = PATIENCE_MS }) {
  const deadline = Date.now() + patienceMs;
  let detail = 'the API does not answer';
  while (Date.now() < deadline && !signal.aborted) {
    try {
      const health = await client.health();
      if (health.status === 'ok') return { healthy: true, detail: 'ok' };
      detail = degradedParts(health);
    } catch (error) {
      detail = `the API does not answer (${error.cause?.code ?? error.message})`;
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return { healthy: false, detail };
}

function degradedParts(health) {
  const parts = ['database', 'temporal', 'worker', 'broker'];
  const stateOf = (part) => (typeof part === 'string' ? part : (part?.status ?? 'ok'));
  const away = parts.filter((name) => name in health && stateOf(health[name]) !== 'ok');
  return away.length > 0 ? `${away.join(', ')} degraded` : `status ${health.status}`;
}
