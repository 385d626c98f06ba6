/** The little of the REST API that the start itself uses, as any other program would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitLines } from '../processes/log-lines.mjs';

/** @param {{ host: string, port: number }} api */
export function addressOf({ host, port }) {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** @param {string} dataDir where the API keeps the token it made */
export const tokenPath = (dataDir) => join(dataDir, 'api-token');

/**
 * @param {Pick<import('./settings.mjs').Config, 'api' | 'dataDir'>} config
 * @param {string} language of what the API says
 */
export function apiClient({ api, dataDir }, language) {
  const base = `${addressOf(api)}/api/v1`;
  const headers = () => ({
    authorization: `Bearer ${api.token ?? readFileSync(tokenPath(dataDir), 'utf8').trim()}`,
    'accept-language': language,
  });
  const json = async (response) => {
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail ?? body.title ?? `HTTP ${response.status}`);
    return body;
  };
  return {
    /** Needs no token. */
    health: async () => (await fetch(`${base}/health`, { signal: AbortSignal.timeout(2_000) })).json(),
    get: async (path) => json(await fetch(base + path, { headers: headers() })),
    post: async (path, body, extra = {}) =>
      json(
        await fetch(base + path, {
          method: 'POST',
          headers: { ...headers(), 'content-type': 'application/json', ...extra },
          body: JSON.stringify(body),
        }),
      ),
    /**
     * Calls back once the stream is open, and then for every event until it ends.
     * @param {{ signal: AbortSignal, lastId?: string, onOpen: () => void, onEvent: (event: { id: string | undefined, data: any }) => void }} options
     */
    async events({ signal, lastId, onOpen, onEvent }) {
      const resume = lastId ? { 'last-event-id': lastId } : {};
      const response = await fetch(`${base}/events`, { headers: { ...headers(), ...resume }, signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      onOpen();
      const onChunk = splitLines(eventLines(onEvent));
      for await (const chunk of response.body) onChunk(chunk);
    },
  };
}

/** The server-sent events of a line at a time: `id:` and `data:` lines, an empty one ends an event. */
function eventLines(onEvent) {
  let id;
  let data = [];
  return (raw) => {
    const line = raw.replace(/\r$/, '');
    if (line.startsWith('id:')) id = line.slice(3).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trim());
    else if (line === '' && data.length > 0) {
      onEvent({ id, data: JSON.parse(data.join('\n')) });
      data = [];
    }
  };
}
