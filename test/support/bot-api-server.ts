/** A strict local Bot API server: what Telegram refuses it refuses, updates are kept until they are confirmed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BotApiState, callMethod, METHODS, RefusedCall } from './bot-api-methods.js';
import { type BotApiUser, createBotApiUser } from './bot-api-user.js';

export interface BotApiFault {
  /** A method, or `*` for any. */
  readonly method: string;
  /** `refuse` answers with an error; `cut` breaks the connection; `lose-answer` does it and breaks the connection. */
  readonly kind: 'refuse' | 'cut' | 'lose-answer';
  readonly code?: number;
  readonly retryAfter?: number;
  /** @default 1 */
  readonly count?: number;
}

export type BotApiServer = Awaited<ReturnType<typeof startBotApiServer>>;

/** Listens on a free port of loopback, for one bot. */
export async function startBotApiServer({ token = '4242:TEST-token-of-the-bot' } = {}) {
  const state: BotApiState = {
    updates: [],
    delivered: [],
    again: [],
    messages: [],
    calls: [],
    menus: new Map(),
    answeredPresses: new Map(),
    blockedBy: new Set(),
    waiting: undefined,
    lastIds: { update: 100, message: 0 },
  };
  let refused = 0;
  let faults: { fault: BotApiFault; left: number }[] = [];

  const takeFault = (method: string): BotApiFault | undefined => {
    const found = faults.find(({ fault, left }) => left > 0 && [method, '*'].includes(fault.method));
    if (found) found.left -= 1;
    return found?.fault;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, path = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (path !== token) throw new RefusedCall(401, 'Unauthorized');
    const known = METHODS.find((each) => each.toLowerCase() === method.toLowerCase());
    if (!known) throw new RefusedCall(404, 'Not Found: method not found');
    const payload = await readPayload(request);
    const fault = takeFault(known);
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'refuse') throw new RefusedCall(fault.code ?? 500, 'as told', fault.retryAfter);
    const result = await callMethod(state, {
      method: known,
      payload,
      onGone: (gone) => response.on('close', gone),
    });
    if (fault?.kind === 'lose-answer') return void response.destroy();
    send(response, 200, { ok: true, result });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      refused += 1;
      const { status, retryAfter } =
        error instanceof RefusedCall ? error : { status: 500, retryAfter: undefined };
      send(response, status, {
        ok: false,
        error_code: status,
        description: error instanceof Error ? error.message : String(error),
        ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    token,
    /** For TELEGRAM_API_ROOT. */
    root: `http://127.0.0.1:${port}`,
    /** Every call that was carried out or refused, oldest first. */
    calls: state.calls,
    /** How many calls were answered with an error. */
    refused: () => refused,
    /** What the bot wrote, edits applied. */
    messages: state.messages,
    /** The commands of setMyCommands by language code, '' for everybody else. */
    menus: state.menus,
    user: (of: { id: number; language?: string }): BotApiUser => createBotApiUser(state, of),
    /** Delivers an update again, as Telegram does when its confirmation was lost. */
    redeliver(updateId: number) {
      state.again.push(...state.delivered.filter(({ update_id }) => update_id === updateId));
      state.waiting?.wake();
    },
    /** Updates that are not confirmed. */
    unconfirmed: () => state.updates.map(({ update_id }) => update_id),
    fault: (fault: BotApiFault) => void faults.push({ fault, left: fault.count ?? 1 }),
    repair: () => {
      faults = [];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function readPayload(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(Buffer.concat(chunks), type);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Files come as parts of a form: a field names the part, `attach://<part>`; here it becomes what the part holds. */
function readForm(body: Buffer, type: string): Record<string, unknown> {
  const [, boundary = ''] = /boundary=(\S+)/.exec(type) ?? [];
  const fields: Record<string, string> = {};
  const files: Record<string, { name: string; bytes: Buffer }> = {};
  // Of one byte a character, so that nothing of a file is lost on the way.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.replace(/\r\n$/, '').split('\r\n\r\n');
    const bytes = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
    const [, name = ''] = /[; ]name="([^"]*)"/.exec(head) ?? [];
    const [, file] = /filename="?([^"\r\n;]+)/.exec(head) ?? [];
    if (file === undefined) fields[name] = bytes.toString('utf8');
    else files[name] = { name: file, bytes };
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      files[/^attach:\/\/(.+)$/.exec(value)?.[1] ?? ''] ?? value,
    ]),
  );
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
