/** A person amends: more, less, another limit price, none; through the API and the chat. */
import type { BotApiUser } from '../support/bot-api-user.js';
import type { Terms } from '../support/terms-over-time.js';
import { type ApiAnswer, type CallApi, isRefusal, pathOf, type TaskJson } from './api-person.js';
import { type Asked, type AskedTask, isSame } from './asked.js';
import { priceAt } from './market.js';
import type { Random } from './random.js';

export interface Amending {
  readonly call: CallApi;
  readonly person: BotApiUser;
  readonly asked: Asked;
  readonly random: Random;
}

/** With these it is promised that nothing was done, and nothing will be. */
const NOTHING_DONE = new Set([
  'temporal-unavailable',
  'no-worker',
  'broker-unavailable',
  'too-many-requests',
]);

export async function amend(task: TaskJson, { call, person, asked, random }: Amending): Promise<void> {
  const known = asked.byId.get(task.id);
  // While nobody knows what became of one amendment, nobody asks for another.
  if (!known || known.open) return;
  const { kind, terms } = changeOf(known, task, random);
  if (isSame(terms, known.standing)) return;
  const amount = terms.targetLots * known.lot;
  const { limitPrice } = terms;
  known.amend(terms);
  if (random.next() < 0.25) {
    asked.count(`${kind}, in the chat`);
    person.says(`/amend ${task.id} ${amount} @ ${limitPrice ?? 'any'}`);
    return;
  }
  const body = kind.includes('limit') ? { limitPrice } : { amount };
  const answer = await call({ method: 'PATCH', path: pathOf(task.id), body });
  const how = howAnswered(answer);
  asked.count(`${kind}, ${how === 'open' ? 'no answer' : how}`);
  if (how !== 'open') known.answered(how);
}

function howAnswered(answer: ApiAnswer | undefined): 'taken' | 'refused' | 'open' {
  if (answer?.status === 200) return 'taken';
  if (answer && (isRefusal(answer) || NOTHING_DONE.has(answer.json.code ?? ''))) return 'refused';
  return 'open';
}

function changeOf(
  { standing, ticker, sells, lot }: AskedTask,
  { executed }: TaskJson,
  random: Random,
): { kind: string; terms: Terms } {
  const chance = random.next();
  const least = Math.max(1, executed / lot);
  const { targetLots } = standing;
  if (chance < 0.35 && targetLots > least)
    return { kind: 'lowered', terms: { ...standing, targetLots: random.between(least, targetLots - 1) } };
  if (chance < 0.6)
    return { kind: 'raised', terms: { ...standing, targetLots: targetLots + random.between(1, 15) } };
  if (chance < 0.7 && standing.limitPrice !== null)
    return { kind: 'limit removed', terms: { ...standing, limitPrice: null } };
  const limitPrice = priceAt(ticker, (sells ? -1 : 1) * random.between(2, 5));
  return { kind: 'limit changed', terms: { ...standing, limitPrice } };
}
