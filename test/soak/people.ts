/** People: they keep ten tasks going, change their minds, ask in the chat, and ask again when nobody answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { amend } from './amending.js';
import { apiPerson, isRefusal, pathOf, type TaskJson } from './api-person.js';
import { Asked, AskedTask } from './asked.js';
import type { Ground } from './ground.js';
import { haltNowAndThen } from './halting.js';
import { priceAt, TICKERS } from './market.js';
import type { Outages } from './outages.js';
import type { Random } from './random.js';

export interface PeopleOptions {
  /** By name, so that one does not change the choices of the other. */
  readonly random: (name: string) => Random;
  readonly outages: Outages;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The unfinished tasks that people see to, at all times. */
const TASKS = 10;
const EVERY_MS = 700;
const AGAIN_MS = 500;

const LOTS: Readonly<Record<string, number>> = { SBER: 10, GAZP: 10, LKOH: 1, ROSN: 1, TATN: 1 };

export function startPeople(
  { installation, person }: Ground,
  { random: named, outages, say, signal }: PeopleOptions,
) {
  const call = apiPerson(installation);
  const random = named('people');
  const asked = new Asked();
  let settling = false;
  let asks = 0;

  const unfinished = async (): Promise<TaskJson[] | undefined> => {
    const answer = await call({ method: 'GET', path: '/tasks' });
    if (answer?.status !== 200) return undefined;
    const items = answer.json.items as TaskJson[];
    // The list ends somewhere: who waits longer than a hundred others is asked about by name.
    const listed = new Set(items.map(({ id }) => id));
    const left = [...asked.byId].filter(([id, { isFinished }]) => !isFinished && !listed.has(id));
    for (const [id] of left) {
      const task = await call({ method: 'GET', path: pathOf(id) });
      if (task?.status !== 200) return undefined;
      items.push(task.json as unknown as TaskJson);
    }
    for (const task of items) asked.byId.get(task.id)?.seen(task);
    return items.filter(({ finishedAt }) => finishedAt === null);
  };

  /** Asks until there is an answer that counts; the key makes it one task however often it was asked. */
  const ask = async () => {
    asks += 1;
    const ticker = random.pick(TICKERS);
    const sells = random.next() < 0.5;
    const limited = random.next() < 0.6;
    const price = priceAt(ticker, (sells ? -1 : 1) * random.between(2, 5));
    const limitPrice = limited ? price : null;
    const lot = LOTS[ticker] ?? 1;
    const targetLots = random.between(8, 40);
    const order = { ticker, amount: targetLots * lot, ...(limitPrice !== null && { limitPrice }) };
    const key = `soak-${asks}`;
    const task = new AskedTask(ticker, sells, lot, { targetLots, limitPrice });
    asked.byRequestKey.set(`api:${key}`, task);
    for (;;) {
      const path = `/commands/${sells ? 'sell' : 'buy'}`;
      const answer = await call({ method: 'POST', path, body: order, key });
      if (answer?.status === 202) {
        const [started] = answer.json.tasks as { id: string }[];
        if (started) asked.byId.set(started.id, task);
        asked.taken.add(key);
        return;
      }
      if (answer?.json.code === 'halted') asked.count('refused for the halt');
      else if (answer && isRefusal(answer)) {
        asked.refusals.push(`${JSON.stringify(order)}: ${answer.status} ${JSON.stringify(answer.json)}`);
        return;
      }
      // Also when people have left: what was asked for must be known to have been taken or not.
      await pause(AGAIN_MS);
    }
  };
  const tell = (task: TaskJson, action: 'pause' | 'resume' | 'cancel') =>
    call({ method: 'POST', path: `${pathOf(task.id)}/${action}` });

  const changeOfMind = async (tasks: readonly TaskJson[]) => {
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
  };

  const live = async () => {
    while (!signal.aborted) {
      const tasks = await unfinished();
      if (tasks && settling) await settle(tasks);
      else if (tasks && tasks.length < TASKS) await ask();
      else if (tasks) await changeOfMind(tasks);
      await pause(tasks && tasks.length < TASKS ? 50 : EVERY_MS, undefined, { signal }).catch(
        () => undefined,
      );
    }
  };
  const halting = {
    ...{ call, asked, say, signal, random: named('halts') },
    isSettling: () => settling,
    isOutage: () => outages.isNow,
  };
  return {
    ended: Promise.all([live(), haltNowAndThen(halting)]),
    unfinished,
    asked,
    /** From now on nothing new is asked for, and everything that was paused goes on. */
    settle() {
      settling = true;
    },
  };
}
