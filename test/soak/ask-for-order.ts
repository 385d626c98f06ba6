import { setTimeout as pause } from 'node:timers/promises';
import { type CallApi, isRefusal } from './api-person.js';
import { type Asked, AskedTask } from './asked.js';
import { AGAIN_MS } from './insist.js';
import { priceAt, TICKERS } from './market.js';
import type { Random } from './random.js';

export interface Asking {
  readonly call: CallApi;
  readonly asked: Asked;
  readonly random: Random;
}

const LOTS: Readonly<Record<string, number>> = { SBER: 10, GAZP: 10, LKOH: 1, ROSN: 1, TATN: 1 };

/** Buys or sells; asks until there is an answer that counts; the key makes it one task however often it was asked. */
export function askForOrder({ call, asked, random }: Asking): () => Promise<void> {
  let asks = 0;
  return async () => {
    asks += 1;
    const ticker = random.pick(TICKERS);
    const sells = random.next() < 0.5;
    const limited = random.next() < 0.6;
    const newPrice = (by: Random) => priceAt(ticker, (sells ? -1 : 1) * by.between(2, 5));
    const price = newPrice(random);
    const limitPrice = limited ? price : null;
    const lot = LOTS[ticker] ?? 1;
    const targetLots = random.between(8, 40);
    const order = { ticker, amount: targetLots * lot, ...(limitPrice !== null && { limitPrice }) };
    const key = `soak-${asks}`;
    const terms = { targetLots, limitPrice };
    const task = new AskedTask({
      ...{ sells, ticker, nearTicker: null, ratio: null, lot, terms, newPrice },
      mostMore: 15,
    });
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
}
