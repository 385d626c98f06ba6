import type { AskingForSpreads } from './ask-for-spread.js';
import { AskedTask } from './asked.js';
import { agreeing, insist } from './insist.js';
import { spreadPrice } from './pairs.js';
import type { Random } from './random.js';

/** Leaves what some ended spread executed by the opposite one; each is unwound once. */
export function askForUnwind({ call, asked, random, pairs }: AskingForSpreads): () => Promise<boolean> {
  const unwound = new Set<string>();
  const isToUnwind = ([id, { isSpread, isFinished, last }]: [string, AskedTask]) =>
    isSpread && isFinished && (last?.executed ?? 0) > 0 && !unwound.has(id);

  /** @returns false when there is nothing to unwind */
  return async () => {
    const ended = [...asked.byId].filter(isToUnwind);
    if (ended.length === 0) return false;
    const [id, { first, last }] = random.pick(ended);
    const pair = pairs.find(({ far }) => far === first.ticker);
    if (!pair || !last?.spread) return false;
    unwound.add(id);
    const { ticker, nearTicker, lot, mostMore } = first;
    const sells = !first.sells;
    const newPrice = (by: Random) => spreadPrice(pair, sells, by);
    const limitPrice = newPrice(random);
    const terms = { targetLots: last.executed / lot, limitPrice, until: null };
    const { ratio } = last.spread;
    const task = new AskedTask({ sells, ticker, nearTicker, ratio, lot, terms, newPrice, mostMore });
    const key = `soak-unwind-${unwound.size}`;
    asked.byRequestKey.set(`api:${key}#unwind/${id}`, task);
    const started = await insist(agreeing(call, 'unwind', { task: id, price: limitPrice }, key), asked);
    asked.count(`unwound what was ${last.state}`);
    if (started.status !== 202) {
      asked.refusals.push(`unwind ${id}: ${started.status} ${JSON.stringify(started.json)}`);
      return true;
    }
    const [{ id: taskId } = { id: '' }] = started.json.tasks as { id: string }[];
    asked.byId.set(taskId, task);
    asked.taken.add(key);
    return true;
  };
}
