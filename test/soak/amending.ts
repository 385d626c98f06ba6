/** A person amends: more, less, another limit price, none, a spread's options; through the API and the chat. */
import type { BotApiUser } from '../support/bot-api-user.js';
import type { Terms } from '../support/terms-over-time.js';
import { type CallApi, howAnswered, pathOf, type TaskJson } from './api-person.js';
import { type Asked, type AskedTask, isSame } from './asked.js';
import type { Random } from './random.js';

export interface Amending {
  readonly call: CallApi;
  readonly person: BotApiUser;
  readonly asked: Asked;
  readonly random: Random;
}

/** Of the amendments of a spread. */
const TIMED = 0.25;
const UNTIL_S = [2, 12] as const;

export async function amend(task: TaskJson, { call, person, asked, random }: Amending): Promise<void> {
  const known = asked.byId.get(task.id);
  // While nobody knows what became of one amendment, nobody asks for another.
  if (!known || known.open) return;
  if (known.isSpread && random.next() < 0.25) return amendOptions(task, { call, asked, random });
  const { kind, terms } = changeOf(known, task, random);
  if (isSame(terms, known.standing)) return;
  const amount = terms.targetLots * known.lot;
  const { limitPrice } = terms;
  known.amend(terms);
  if (random.next() < 0.25 && !kind.includes('time')) {
    asked.count(`${kind}, in the chat`);
    person.says(`/amend ${task.id} ${amount} @ ${limitPrice ?? 'any'}`);
    return;
  }
  const { until } = terms;
  const body = kind.includes('time') ? { until } : kind.includes('limit') ? { limitPrice } : { amount };
  const answer = await call({ method: 'PATCH', path: pathOf(task.id), body });
  const how = howAnswered(answer);
  asked.count(`${kind}, ${how === 'open' ? 'no answer' : how}`);
  if (how !== 'open') known.answered(how);
}

/** They change how it is quoted and hedged, nothing that is judged. */
async function amendOptions(
  task: TaskJson,
  { call, asked, random }: Pick<Amending, 'call' | 'asked' | 'random'>,
): Promise<void> {
  const body = random.pick([
    { payUpTicks: random.between(0, 4) },
    { slop: random.between(0, 10) },
    { displayQuantity: random.between(1, 4) },
    { displayQuantity: null },
    { maxUnhedged: random.between(1, 3) },
    { now: random.next() < 0.5 },
  ]);
  const answer = await call({ method: 'PATCH', path: pathOf(task.id), body });
  asked.count(`options amended, ${answer ? howAnswered(answer) : 'no answer'}`);
}

function changeOf(
  { standing, lot, first }: AskedTask,
  { executed }: TaskJson,
  random: Random,
): { kind: string; terms: Terms } {
  const chance = random.next();
  const least = Math.max(1, executed / lot);
  const { targetLots } = standing;
  if (first.nearTicker !== null && random.next() < TIMED) return timeOf(standing, random);
  if (chance < 0.35 && targetLots > least)
    return { kind: 'lowered', terms: { ...standing, targetLots: random.between(least, targetLots - 1) } };
  if (chance < 0.6)
    return {
      kind: 'raised',
      terms: { ...standing, targetLots: targetLots + random.between(1, first.mostMore) },
    };
  if (chance < 0.7 && standing.limitPrice !== null && first.nearTicker === null)
    return { kind: 'limit removed', terms: { ...standing, limitPrice: null } };
  return { kind: 'limit changed', terms: { ...standing, limitPrice: first.newPrice(random) } };
}

/** A time after which it stops, or none any more. */
function timeOf(standing: Terms, random: Random): { kind: string; terms: Terms } {
  if (standing.until && random.next() < 0.5)
    return { kind: 'time removed', terms: { ...standing, until: null } };
  return { kind: 'time set', terms: { ...standing, until: inSeconds(random.between(...UNTIL_S)) } };
}

/** As it is written in requests. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
