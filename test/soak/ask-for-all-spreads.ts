import { type ApiAnswer, NOTHING_DONE } from './api-person.js';
import { type AskingForSpreads, wantedSpread } from './ask-for-spread.js';
import { agreeing, insist } from './insist.js';

const ROWS = 3;
/** A row may stay behind the others for these: what was asked about it has changed, or all of them were halted meanwhile. */
const STAYS_BEHIND = new Set([...NOTHING_DONE, 'consent-needed', 'halted']);

/** Adds some active rows once; then, at each asking, starts all of them that are not running, by one request. */
export function askForAllSpreads({ call, asked, random, pairs }: AskingForSpreads): () => Promise<void> {
  const rows = new Map<number, ReturnType<typeof wantedSpread>>();
  let asks = 0;

  const addRows = async () => {
    while (rows.size < ROWS) {
      const wanted = wantedSpread(pairs, random);
      const body = { ...wanted.row, active: true };
      const key = `soak-active-${rows.size}`;
      const added = await insist(() => call({ method: 'POST', path: '/spreads', body, key }), asked);
      if (added.status !== 201) throw new Error(`row ${JSON.stringify(body)}: ${JSON.stringify(added)}`);
      rows.set(Number(added.json.id), wanted);
    }
  };
  const told = (key: string, { json }: ApiAnswer) => {
    for (const { id, origin } of json.tasks as { id: string; origin: string }[]) {
      const task = asked.byRequestKey.get(`api:${key}#${origin}`);
      if (task) asked.byId.set(id, task);
      asked.taken.add(`${key}#${origin}`);
      asked.count('spread started with all others');
    }
    for (const { row, error } of (json.refused ?? []) as { row: number; error: { code: string } }[]) {
      asked.count(`spread not started with all others: ${error.code}`);
      if (!STAYS_BEHIND.has(error.code)) asked.refusals.push(`row ${row}: ${JSON.stringify(error)}`);
    }
  };

  return async () => {
    await addRows();
    asks += 1;
    const key = `soak-spreads-${asks}`;
    for (const [id, { task }] of rows) asked.byRequestKey.set(`api:${key}#spreads/${id}`, task(null));
    const answer = await insist(agreeing(call, 'spreads', {}, key), asked);
    if (answer.status < 300) told(key, answer);
    else asked.refusals.push(`all spreads: ${answer.status} ${JSON.stringify(answer.json)}`);
  };
}
