/** The API as `npm start` runs it: a process of its own, asked over HTTP. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { startTestProcess, type TestProcess } from './processes.js';

export interface ApiAnswer {
  readonly status: number;
  /** Without parameters. */
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it looks at, and fails where it is not.
  readonly body: any;
}

export interface ApiRequest {
  /** A string is sent as it is. */
  readonly body?: unknown;
  /** `authorization: ''` sends none. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type ApiMethod = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiProcess {
  readonly process: TestProcess;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly token: string;
  /** A call below /api/v1, in English and with the token. */
  ask(method: ApiMethod, path: string, request?: ApiRequest): Promise<ApiAnswer>;
  command(name: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  task(id: string, action?: 'cancel' | 'pause' | 'resume'): Promise<ApiAnswer>;
  health(): Promise<ApiAnswer>;
}

export async function startApiProcess(
  environment: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<ApiProcess> {
  const settings: Record<string, string> = { ...environment, API_PORT: String(await freePort()), ...more };
  const process = startTestProcess('api', settings);
  await process.ready();
  const token = more.API_TOKEN ?? (await keptToken(String(settings.DATA_DIR)));
  const origin = `http://127.0.0.1:${settings.API_PORT}`;

  const ask: ApiProcess['ask'] = async (method, path, { body, headers } = {}) => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: withoutEmpty({
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const { status } = answer;
    return { status, type, headers: answer.headers, text, body: /json$/.test(type) ? JSON.parse(text) : {} };
  };
  return {
    process,
    origin,
    token,
    ask,
    command: (name, body, headers) =>
      ask('POST', `/commands/${name}`, { ...(body !== undefined && { body }), ...(headers && { headers }) }),
    task: (id, action) =>
      ask(action ? 'POST' : 'GET', `/tasks/${encodeURIComponent(id)}${action ? `/${action}` : ''}`),
    health: () => ask('GET', '/health', { headers: { authorization: '' } }),
  };
}

export const keptToken = async (dataDir: string): Promise<string> =>
  (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();

const withoutEmpty = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
