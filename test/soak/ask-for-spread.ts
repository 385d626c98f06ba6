import { setTimeout as pause } from 'node:timers/promises';
import { inSeconds } from './amending.js';
import type { ApiAnswer } from './api-person.js';
import type { Asking } from './ask-for-order.js';
import { AskedTask } from './asked.js';
import { agreeing, insist } from './insist.js';
import { type Pair, spreadPrice } from './pairs.js';
import type { Random } from './random.js';

export interface AskingForSpreads extends Asking {
  readonly pairs: readonly Pair[];
}

/** Of the rows, those that stop by themselves, and after so many seconds. */
const TIMED = 0.2;
const UNTIL_S = [15, 60] as const;
/** An earlier asking that nobody heard an answer to may be under way for so long. */
const UNDER_WAY_MS = 8_000;

/** A row of the queue as it is asked for, and what its task is to be. */
export function wantedSpread(pairs: readonly Pair[], random: Random) {
  const pair = random.pick(pairs);
  const sell = random.next() < 0.5;
  const newPrice = (by: Random) => spreadPrice(pair, sell, by);
  const limitPrice = newPrice(random);
  const targetLots = random.between(2, 8);
  const row = {
    ...{ farTicker: pair.far, nearTicker: pair.near, sell, amount: targetLots, price: limitPrice },
    ...(random.next() < 0.3 && { displayQuantity: random.between(1, 3) }),
    ...(random.next() < 0.15 && { now: true }),
  };
  const legs = { sells: sell, ticker: pair.far, nearTicker: pair.near, ratio: null };
  const task = (until: string | null) =>
    new AskedTask({
      ...{ ...legs, lot: 1, newPrice, mostMore: 4 },
      terms: { targetLots, limitPrice, until },
    });
  return { row, task };
}

/**
 * Adds a row to the queue and starts it, agreeing to what is asked; each of both until there is an answer that counts.
 * One key makes it one row, the other one task, however often they were asked for.
 */
export function askForSpread({ call, asked, random, pairs }: AskingForSpreads): () => Promise<void> {
  let asks = 0;
  return async () => {
    asks += 1;
    const { row, task: taskUntil } = wantedSpread(pairs, random);
    const until = random.next() < TIMED ? inSeconds(random.between(...UNTIL_S)) : null;
    const key = `soak-spread-${asks}`;
    const body = { ...row, active: false, ...(until !== null && { until }) };
    const refused = ({ status, json }: ApiAnswer) => {
      if (json.code === 'until-past') asked.count('spread began too late for its time');
      else asked.refusals.push(`${JSON.stringify(body)}: ${status} ${JSON.stringify(json)}`);
    };
    const add = () => call({ method: 'POST', path: '/spreads', body, key: `${key}-row` });
    const added = await insist(add, asked);
    if (added.status !== 201) return refused(added);
    const id = Number(added.json.id);
    const task = taskUntil(until);
    asked.byRequestKey.set(`api:${key}#spreads/${id}`, task);
    const start = agreeing(call, 'spreads', { id }, key);
    let started = await insist(start, asked);
    if (started.json.code === 'until-past') {
      await pause(UNDER_WAY_MS);
      started = await insist(start, asked);
    }
    if (started.status !== 202) return refused(started);
    const [{ id: taskId } = { id: '' }] = started.json.tasks as { id: string }[];
    asked.byId.set(taskId, task);
    asked.taken.add(key);
  };
}
