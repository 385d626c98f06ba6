/** People change their minds about what runs. */
import type { BotApiUser } from '../support/bot-api-user.js';
import { amend } from './amending.js';
import { type CallApi, pathOf, type TaskJson } from './api-person.js';
import type { Asked } from './asked.js';
import type { Random } from './random.js';
import { tell } from './telling.js';

export interface Minding {
  readonly call: CallApi;
  readonly person: BotApiUser;
  readonly asked: Asked;
  readonly random: Random;
  /** It does not trade at this moment. */
  readonly isClosed: (ticker: string) => boolean;
}

export async function changeOfMind(tasks: readonly TaskJson[], minding: Minding): Promise<void> {
  const { person, random } = minding;
  const task = random.pick(tasks);
  const chance = random.next();
  if (task.state === 'paused') await tell(task, 'resume', minding);
  else if (chance < 0.12) await tell(task, 'pause', minding);
  else if (chance < 0.17) await tell(task, 'cancel', minding);
  else if (chance < 0.25) person.says(random.pick(['/tasks', '/health', `/status ${task.id}`]));
  else if (chance < 0.6) await amend(task, minding);
}

/** Somebody who is hasty while spreads cannot be hedged: pauses, lets go on, and now and then stops. */
export async function hurry(tasks: readonly TaskJson[], minding: Minding): Promise<void> {
  const { random, isClosed } = minding;
  const held = tasks.filter(({ spread }) => spread && isClosed(spread.nearTicker));
  if (held.length === 0) return;
  const task = random.pick(held);
  const isToStop = random.next() < 0.1;
  await tell(task, isToStop ? 'cancel' : task.state === 'paused' ? 'resume' : 'pause', minding);
}

/** A hedge that cannot be had within its bounds: never is it let be, so every position ends balanced. */
export async function answerHedge(task: TaskJson, { call, asked, random }: Minding): Promise<void> {
  const choice = random.pick(['keep', 'any']);
  const answer = await call({ method: 'POST', path: '/commands/hedge', body: { task: task.id, choice } });
  asked.count(`hedge asked about, ${answer?.status === 200 ? choice : 'no answer'}`);
}

/** Nothing is to stay as it is: what was paused goes on, and what takes at once waits for whoever comes. */
export async function letGoOn(tasks: readonly TaskJson[], minding: Minding): Promise<void> {
  for (const task of tasks.filter(({ state }) => state === 'paused')) await tell(task, 'resume', minding);
  for (const { id } of tasks.filter(({ spread }) => spread?.options.now))
    await minding.call({ method: 'PATCH', path: pathOf(id), body: { now: false } });
}
