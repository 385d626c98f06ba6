/** People: they keep ten tasks going, change their minds, ask in the chat, and ask again when nobody answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { keptToken } from '../support/api-process.js';
import type { Ground } from './ground.js';
import { priceAt, TICKERS } from './market.js';
import type { Random } from './random.js';

interface TaskJson {
  readonly id: string;
  readonly state: string;
  readonly finishedAt: string | null;
}

/** The unfinished tasks that people see to, at all times. */
const TASKS = 10;
const EVERY_MS = 700;
const PATIENCE_MS = 5_000;
const AGAIN_MS = 500;

const LOTS: Readonly<Record<string, number>> = { SBER: 10, GAZP: 10, LKOH: 1, ROSN: 1, TATN: 1 };

export function startPeople({ installation, person }: Ground, random: Random, signal: AbortSignal) {
  const base = `http://127.0.0.1:${installation.settings.API_PORT}/api/v1`;
  let settling = false;
  let asked = 0;
  /** Asked for, and taken: these many tasks there must be, each once. */
  const taken = new Set<string>();
  const refusals: string[] = [];

  /** One try. @returns undefined when nobody answered, or what was asked is not possible now */
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown, key?: string) => {
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
      const json: unknown = await answer.json();
      return { status: answer.status, json };
    } catch {
      return undefined;
    }
  };
  const unfinished = async (): Promise<TaskJson[] | undefined> => {
    const answer = await call('GET', '/tasks');
    if (answer?.status !== 200) return undefined;
    return (answer.json as { items: TaskJson[] }).items.filter(({ finishedAt }) => finishedAt === null);
  };

  /** Asks until there is an answer that counts; the key makes it one task however often it was asked. */
  const ask = async () => {
    asked += 1;
    const ticker = random.pick(TICKERS);
    const sells = random.next() < 0.5;
    const limited = random.next() < 0.6;
    const limitPrice = priceAt(ticker, (sells ? -1 : 1) * random.between(2, 5));
    const amount = random.between(8, 40) * (LOTS[ticker] ?? 1);
    const order = { ticker, amount, ...(limited && { limitPrice }) };
    const key = `soak-${asked}`;
    for (;;) {
      const answer = await call('POST', `/commands/${sells ? 'sell' : 'buy'}`, order, key);
      if (answer?.status === 202) {
        taken.add(key);
        return;
      }
      if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        refusals.push(`${JSON.stringify(order)}: ${answer.status} ${JSON.stringify(answer.json)}`);
        return;
      }
      // Also when people have left: what was asked for must be known to have been taken or not.
      await pause(AGAIN_MS);
    }
  };
  const tell = (task: TaskJson, action: 'pause' | 'resume' | 'cancel') =>
    call('POST', `/tasks/${encodeURIComponent(task.id)}/${action}`);

  const changeOfMind = async (tasks: readonly TaskJson[]) => {
    const task = random.pick(tasks);
    const chance = random.next();
    if (task.state === 'paused') await tell(task, 'resume');
    else if (chance < 0.12) await tell(task, 'pause');
    else if (chance < 0.17) await tell(task, 'cancel');
    // `amend` and `halt` belong here, each one more line.
    else if (chance < 0.25) person.says(random.pick(['/tasks', '/health', `/status ${task.id}`]));
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
  return {
    ended: live(),
    unfinished,
    taken: () => taken.size,
    /** What was refused for good: the soak asks for nothing that should be. */
    refusals,
    /** From now on nothing new is asked for, and everything that was paused goes on. */
    settle() {
      settling = true;
    },
  };
}
