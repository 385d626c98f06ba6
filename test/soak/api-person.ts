import type { Installation } from '../start/installation.js';
import { keptToken } from '../support/api-process.js';

export interface TaskJson {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly finishedAt: string | null;
  readonly amount: number;
  readonly executed: number;
  readonly limitPrice: string | null;
  readonly waiting: { readonly for: string } | null;
  readonly spread: {
    readonly nearTicker: string;
    readonly ratio: string;
    readonly options: { readonly now: boolean; readonly until: string | null };
  } | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly json: { readonly code?: string } & Readonly<Record<string, unknown>>;
}

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
}

export type CallApi = (request: ApiRequest) => Promise<ApiAnswer | undefined>;

const PATIENCE_MS = 5_000;
const FAILED = 500;

/**
 * One try.
 * @param onFailure the API itself did not know what it met
 * @returns undefined when nobody answered
 */
export function apiPerson(installation: Installation, onFailure: (what: string) => void): CallApi {
  const base = `http://127.0.0.1:${installation.settings.API_PORT}/api/v1`;
  return async ({ method, path, body, key }) => {
    try {
      const answer = await fetch(base + path, {
        method,
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          authorization: `Bearer ${await keptToken(installation.dataDir)}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (answer.status === FAILED) onFailure(`${method} ${path}`);
      return { status: answer.status, json: (await answer.json()) as ApiAnswer['json'] };
    } catch {
      return undefined;
    }
  };
}

/** With these it is promised that nothing was done, and nothing will be. */
export const NOTHING_DONE: ReadonlySet<string> = new Set([
  'temporal-unavailable',
  'no-worker',
  'broker-unavailable',
  'too-many-requests',
]);

/** What asking again will not change. */
export const isRefusal = ({ status }: ApiAnswer): boolean => status >= 400 && status < 500 && status !== 429;

/** Open is what nobody answered, or answered in a way that leaves it open. */
export function howAnswered(answer: ApiAnswer | undefined): 'taken' | 'refused' | 'open' {
  if (answer?.status === 200) return 'taken';
  if (answer && (isRefusal(answer) || NOTHING_DONE.has(answer.json.code ?? ''))) return 'refused';
  return 'open';
}

export const pathOf = (taskId: string): string => `/tasks/${encodeURIComponent(taskId)}`;
