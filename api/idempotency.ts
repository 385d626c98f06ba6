import { createHash } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { answerRequest, beginRequest, type Database, type RequestIdentity } from '../database/index.js';
import type { Locale } from '../locales/index.js';
import { API_ACTOR } from './authenticate.js';
import type { Answer } from './command-answer.js';
import { problemOf } from './problem-of.js';
import { IdempotencyKeyReusedError, problemBody } from './problems.js';

export interface KeyedRequest {
  /** The header `Idempotency-Key`. */
  readonly key: string;
  /** What was asked; only its digest is kept. The token of a consent is no part of it: consent completes the same request. */
  readonly content: unknown;
  readonly locale: Locale;
  readonly carryOut: (requestKey: string) => Promise<Answer>;
}

/** What tasks keep, so that a request repeated after a crash finds what it started; `#` is ours to append to. */
const requestKeyOf = (key: string): string => `${API_ACTOR}:${encodeURIComponent(key)}`;

/**
 * Carries a request out once a key: its first answer, refusals included, is kept and given again, and whoever repeats
 * it while it is under way waits for the same answer. Not kept is what may pass by itself (something is away) or be
 * mended by asking again (consent, a task that is busy).
 * @throws IdempotencyKeyReusedError
 */
export function createAnswerOnce(
  db: Database,
  logger: FastifyBaseLogger,
): (request: KeyedRequest) => Promise<Answer> {
  const underWay = new Map<string, { readonly fingerprint: string; readonly answer: Promise<Answer> }>();

  const answerKept = async (
    identity: RequestIdentity,
    { locale, carryOut }: KeyedRequest,
  ): Promise<Answer> => {
    const begun = await beginRequest(db, identity);
    if (begun.state === 'mismatch') throw new IdempotencyKeyReusedError();
    if (begun.state === 'answered') return { status: begun.status, body: begun.body };
    const answer = await carryOut(requestKeyOf(identity.key)).catch((error: unknown): Answer => {
      const problem = problemOf(error);
      if (!isFinal(problem)) throw error;
      return { status: problem.status, body: problemBody(locale, problem) };
    });
    // Done is done: an answer that cannot be kept is still the answer.
    if (isFinal(answer)) {
      await answerRequest(db, identity, answer).catch((err: unknown) =>
        logger.warn({ err }, 'an answer could not be kept'),
      );
    }
    return answer;
  };

  return async (request) => {
    const { key, content } = request;
    const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const running = underWay.get(key);
    if (running?.fingerprint === fingerprint) return running.answer;
    if (running) throw new IdempotencyKeyReusedError();
    const answer = answerKept({ actor: API_ACTOR, key, fingerprint }, request).finally(() =>
      underWay.delete(key),
    );
    underWay.set(key, { fingerprint, answer });
    return answer;
  };
}

const isFinal = ({ status }: { readonly status: number }): boolean => status < 500 && status !== 409;
