/** People: they keep ten tasks and some spreads going, change their minds, ask in the chat, and again when nobody answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { amend } from './amending.js';
import { apiPerson, pathOf, type TaskJson } from './api-person.js';
import { askForOrder } from './ask-for-order.js';
import { askForSpread } from './ask-for-spread.js';
import { Asked } from './asked.js';
import type { Ground } from './ground.js';
import { haltNowAndThen } from './halting.js';
import type { Outages } from './outages.js';
import type { Pair } from './pairs.js';
import type { Random } from './random.js';

export interface PeopleOptions {
  /** By name, so that one does not change the choices of the other. */
  readonly random: (name: string) => Random;
  /** The unfinished spreads that people see to. */
  readonly spreads: number;
  readonly pairs: readonly Pair[];
  readonly outages: Outages;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The unfinished tasks that people see to, at all times, besides. */
const TASKS = 10;
const EVERY_MS = 700;

interface Population {
  readonly kind: 'sellbuy' | 'spread';
  readonly count: number;
  readonly random: Random;
  readonly ask: () => Promise<void>;
}

export function startPeople(
  { installation, person }: Ground,
  { random: named, spreads, pairs, outages, say, signal }: PeopleOptions,
) {
  const call = apiPerson(installation);
  const asked = new Asked();
  let settling = false;

  const unfinished = async (kind?: Population['kind']): Promise<TaskJson[] | undefined> => {
    const answer = await call({ method: 'GET', path: kind ? `/tasks?kind=${kind}` : '/tasks' });
    if (answer?.status !== 200) return undefined;
    const items = answer.json.items as TaskJson[];
    // The list ends somewhere: who waits longer than a hundred others is asked about by name.
    const listed = new Set(items.map(({ id }) => id));
    const left = [...asked.byId].filter(([id, task]) => !task.isFinished && !listed.has(id));
    const isMeant = kind === undefined ? () => true : (id: string) => id.startsWith(`${kind}/`);
    for (const [id] of left.filter(([id]) => isMeant(id))) {
      const task = await call({ method: 'GET', path: pathOf(id) });
      if (task?.status !== 200) return undefined;
      items.push(task.json as unknown as TaskJson);
    }
    for (const task of items) asked.byId.get(task.id)?.seen(task);
    return items.filter(({ finishedAt }) => finishedAt === null);
  };

  const tell = (task: TaskJson, action: 'pause' | 'resume' | 'cancel') =>
    call({ method: 'POST', path: `${pathOf(task.id)}/${action}` });
  /** A hedge that cannot be had within its bounds: never is it let be, so every position ends balanced. */
  const answerHedge = async (task: TaskJson, random: Random) => {
    const choice = random.pick(['keep', 'any']);
    const answer = await call({ method: 'POST', path: '/commands/hedge', body: { task: task.id, choice } });
    asked.count(`hedge asked about, ${answer?.status === 200 ? choice : 'no answer'}`);
  };

  const changeOfMind = async (tasks: readonly TaskJson[], random: Random) => {
    const task = random.pick(tasks);
    const chance = random.next();
    if (task.state === 'paused') await tell(task, 'resume');
    else if (chance < 0.12) await tell(task, 'pause');
    else if (chance < 0.17) await tell(task, 'cancel');
    else if (chance < 0.25) person.says(random.pick(['/tasks', '/health', `/status ${task.id}`]));
    else if (chance < 0.6) await amend(task, { call, person, asked, random });
  };
  const settle = async (tasks: readonly TaskJson[]) => {
    for (const task of tasks.filter(({ state }) => state === 'paused')) await tell(task, 'resume');
    // What takes at once waits for a book that offers it; the calm market trades with what rests.
    for (const { id } of tasks.filter(({ spread }) => spread?.options.now))
      await call({ method: 'PATCH', path: pathOf(id), body: { now: false } });
  };

  const live = async ({ kind, count, random, ask }: Population) => {
    while (!signal.aborted) {
      const tasks = await unfinished(kind);
      const asking = tasks?.find(({ waiting }) => waiting?.for === 'person');
      if (asking) await answerHedge(asking, random);
      if (tasks && settling) await settle(tasks);
      else if (tasks && tasks.length < count) await ask();
      else if (tasks && count > 0) await changeOfMind(tasks, random);
      await pause(tasks && tasks.length < count ? 50 : EVERY_MS, undefined, { signal }).catch(
        () => undefined,
      );
    }
  };
  const orders = { call, asked, random: named('people') };
  const ofSpreads = { call, asked, random: named('spreads'), pairs };
  const halting = {
    ...{ call, asked, say, signal, random: named('halts') },
    isSettling: () => settling,
    isOutage: () => outages.isNow,
  };
  return {
    ended: Promise.all([
      live({ kind: 'sellbuy', count: TASKS, random: orders.random, ask: askForOrder(orders) }),
      live({ kind: 'spread', count: spreads, random: ofSpreads.random, ask: askForSpread(ofSpreads) }),
      haltNowAndThen(halting),
    ]),
    unfinished: () => unfinished(),
    asked,
    /** From now on nothing new is asked for, and everything that was paused goes on. */
    settle() {
      settling = true;
    },
  };
}
