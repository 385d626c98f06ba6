import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAnswer, isRefusal } from './api-person.js';
import { AGAIN_MS, type Asking } from './ask-for-order.js';
import { AskedTask } from './asked.js';
import { type Pair, spreadPrice } from './pairs.js';
import type { Random } from './random.js';

/** What was asked about is another thing by now; it is asked anew. */
const ASKED_ANEW = new Set(['confirmation-required', 'confirmation-invalid', 'consent-needed']);

/**
 * Adds a row to the queue and starts it, agreeing to what is asked; each of both until there is an answer that counts.
 * One key makes it one row, the other one task, however often they were asked for.
 */
export function askForSpread({ call, asked, random, pairs }: Asking & { readonly pairs: readonly Pair[] }) {
  let asks = 0;

  const insist = async (ask: () => Promise<ApiAnswer | undefined>, status: number) => {
    for (;;) {
      const answer = await ask();
      if (answer?.status === status) return answer;
      if (answer?.json.code === 'halted') asked.count('spread refused for the halt');
      else if (ASKED_ANEW.has(answer?.json.code ?? '')) asked.count('spread asked about anew');
      else if (answer && isRefusal(answer)) return answer;
      await pause(AGAIN_MS);
    }
  };

  return async (): Promise<void> => {
    asks += 1;
    const pair = random.pick(pairs);
    const sell = random.next() < 0.5;
    const newPrice = (by: Random) => spreadPrice(pair, sell, by);
    const terms = { targetLots: random.between(2, 8), limitPrice: newPrice(random) };
    const row = {
      ...{ farTicker: pair.far, nearTicker: pair.near, sell, active: false },
      ...{ amount: terms.targetLots, price: terms.limitPrice },
      ...(random.next() < 0.3 && { displayQuantity: random.between(1, 3) }),
      ...(random.next() < 0.15 && { now: true }),
    };
    const key = `soak-spread-${asks}`;
    const refused = ({ status, json }: ApiAnswer) =>
      void asked.refusals.push(`${JSON.stringify(row)}: ${status} ${JSON.stringify(json)}`);
    const add = () => call({ method: 'POST', path: '/spreads', body: row, key: `${key}-row` });
    const added = await insist(add, 201);
    if (added.status !== 201) return refused(added);
    const id = Number(added.json.id);
    const task = new AskedTask({ sells: sell, lot: 1, terms, newPrice, mostMore: 4, isSpread: true });
    asked.byRequestKey.set(`api:${key}#spreads/${id}`, task);
    const start = async () => {
      const body = { id };
      const how = { method: 'POST', path: '/commands/spreads', key } as const;
      const answer = await call({ ...how, body });
      const { token, code } = answer?.json ?? {};
      if (code !== 'confirmation-required') return answer;
      return call({ ...how, body: { ...body, confirm: token } });
    };
    const started = await insist(start, 202);
    if (started.status !== 202) return refused(started);
    const [{ id: taskId } = { id: '' }] = started.json.tasks as { id: string }[];
    asked.byId.set(taskId, task);
    asked.taken.add(key);
  };
}
