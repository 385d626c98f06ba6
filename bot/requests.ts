import { createHash } from 'node:crypto';
import { answerRequest, beginRequest, type Database } from '../database/index.js';

export interface ChatRequest {
  readonly actor: string;
  /** Of the update it came with: `telegram:<chat>:<update id>`. */
  readonly key: string;
  /** What was asked; only its digest is kept. */
  readonly content: string;
}

/** The words of an answer; buttons that hold tokens are never kept. */
export interface Answer {
  readonly text: string;
  /** Asks for consent: the command and the single-use token that its button carries. */
  readonly confirm?: { readonly command: string; readonly token: string };
  /** Commands that are offered with it: each button stands for its words. */
  readonly next?: readonly { readonly command: string; readonly words: readonly string[] }[];
  /** Sent as a document, the text below it. */
  readonly file?: { readonly name: string; readonly text: string };
}

const ANSWERED = 200;

/**
 * Carries a request out once: an update that Telegram delivers again gets the first one's answer. A request that
 * failed, or asks for consent, has done nothing and may be carried out again.
 */
export async function answerOnce(
  db: Database,
  { actor, key, content }: ChatRequest,
  { carryOut, onUnkept }: { carryOut: () => Promise<Answer>; onUnkept: (error: unknown) => void },
): Promise<Answer> {
  const fingerprint = createHash('sha256').update(content).digest('hex');
  const identity = { actor, key, fingerprint };
  const request = await beginRequest(db, identity);
  if (request.state === 'answered') return request.body as Answer;
  const answer = await carryOut();
  // Done is done: an answer that cannot be kept is still the answer.
  if (!answer.confirm && request.state === 'to-do')
    await answerRequest(db, identity, { status: ANSWERED, body: answer }).catch(onUnkept);
  return answer;
}
