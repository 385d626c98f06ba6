/** People: they keep ten tasks and some spreads going, change their minds, ask in the chat, and again when nobody answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { apiPerson, pathOf, type TaskJson } from './api-person.js';
import { askForAllSpreads } from './ask-for-all-spreads.js';
import { askForOrder } from './ask-for-order.js';
import { type AskingForSpreads, askForSpread } from './ask-for-spread.js';
import { askForUnwind } from './ask-for-unwind.js';
import { Asked } from './asked.js';
import type { Ground } from './ground.js';
import { haltNowAndThen } from './halting.js';
import { answerHedge, changeOfMind, hurry, letGoOn } from './minds.js';
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
  readonly isClosed: (ticker: string) => boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The unfinished tasks that people see to, at all times, besides. */
const TASKS = 10;
const EVERY_MS = 700;
const HASTY_MS = 150;

interface Population {
  readonly kind: 'sellbuy' | 'spread';
  readonly count: number;
  readonly random: Random;
  readonly ask: () => Promise<void>;
}

export function startPeople(
  { installation, person }: Ground,
  { random: named, spreads, pairs, outages, isClosed, say, signal }: PeopleOptions,
) {
  const asked = new Asked();
  const call = apiPerson(installation, (what) => asked.failures.push(what));
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

  const live = async ({ kind, count, random, ask }: Population) => {
    const minding = { call, person, asked, random, isClosed };
    while (!signal.aborted) {
      const tasks = await unfinished(kind);
      const asking = tasks?.find(({ waiting }) => waiting?.for === 'person');
      if (asking) await answerHedge(asking, minding);
      if (tasks && settling) await letGoOn(tasks, minding);
      else if (tasks && tasks.length < count) await ask();
      else if (tasks && count > 0) await changeOfMind(tasks, minding);
      await pause(tasks && tasks.length < count ? 50 : EVERY_MS, undefined, { signal }).catch(
        () => undefined,
      );
    }
  };
  /** Looks only when there is something to be hasty about. */
  const hasty = async (random: Random) => {
    const minding = { call, person, asked, random, isClosed };
    while (!signal.aborted) {
      const isDue = !settling && pairs.some(({ near }) => isClosed(near));
      const tasks = isDue ? await unfinished('spread') : undefined;
      if (tasks) await hurry(tasks, minding);
      await pause(HASTY_MS, undefined, { signal }).catch(() => undefined);
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
      live({ kind: 'spread', count: spreads, random: ofSpreads.random, ask: askForSomeSpread(ofSpreads) }),
      hasty(named('haste')),
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

/** All that are active first, and now and then; what ended is unwound as often; else one that is new. */
function askForSomeSpread(asking: AskingForSpreads): () => Promise<void> {
  const [all, unwind, one] = [askForAllSpreads(asking), askForUnwind(asking), askForSpread(asking)];
  let isFirst = true;
  return async () => {
    const chance = isFirst ? 0 : asking.random.next();
    isFirst = false;
    if (chance < 0.15) await all();
    else if (chance > 0.3 || !(await unwind())) await one();
  };
}
