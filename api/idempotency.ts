import { createHash } from 'node:crypto';
import { answerRequest, beginRequest, type Database } from '../database/index.js';
import type { Locale } from '../locales/index.js';
import { API_ACTOR } from './authenticate.js';
import type { Answer } from './command-answer.js';
import { type Problem, problemOf } from './problem-of.js';
import { IdempotencyKeyReusedError, problemBody } from './problems.js';

export interface KeyedRequest {
  /** The header `Idempotency-Key`. */
  readonly key: string;
  /** What was asked; only its digest is kept. The token of a consent is no part of it: consent completes the same request. */
  readonly content: unknown;
  readonly locale: Locale;
}

/** What tasks keep, so that a request repeated after a crash finds what it started; `#` is ours to append to. */
const requestKeyOf = (key: string): string => `${API_ACTOR}:${encodeURIComponent(key)}`;

/**
 * Carries a request out once a key: its first answer, refusals included, is kept and given again. Not kept is what may
 * pass by itself (something is away) or be mended by asking again (consent, a task that is busy).
 * @throws IdempotencyKeyReusedError
 */
export async function answerOnce(
  db: Database,
  { key, content, locale }: KeyedRequest,
  carryOut: (requestKey: string) => Promise<Answer>,
): Promise<Answer> {
  const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const identity = { actor: API_ACTOR, key, fingerprint };
  const begun = await beginRequest(db, identity);
  if (begun.state === 'mismatch') throw new IdempotencyKeyReusedError();
  if (begun.state === 'answered') return { status: begun.status, body: begun.body };
  try {
    const answer = await carryOut(requestKeyOf(key));
    if (isFinal(answer)) await answerRequest(db, identity, answer);
    return answer;
  } catch (error) {
    const problem: Problem = problemOf(error);
    if (isFinal(problem))
      await answerRequest(db, identity, { status: problem.status, body: problemBody(locale, problem) });
    throw error;
  }
}

const isFinal = ({ status }: { readonly status: number }): boolean => status < 500 && status !== 409;
