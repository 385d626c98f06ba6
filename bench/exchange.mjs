/** The paper exchange of an installation, played and read by its control interface. */
import { setTimeout as delay } from 'node:timers/promises';
import { json } from './json.mjs';

/** Reading the ledger takes time of the exchange's one thread, so nobody looks while something is under way. */
const FIRST_LOOK_MS = 40;
const LOOK_AGAIN_MS = 15;
const PATIENCE_MS = 60_000;

/** As the exchange's own clock: both read the machine's wall clock once and count on by its monotonic one. */
export const nowUs = () => Math.round((performance.timeOrigin + performance.now()) * 1000);

export function openExchange(controlPort) {
  const base = `http://localhost:${controlPort}`;
  const call = (path, options) => json(base + path, options);
  let seen = 0;

  /** What happened since it was last read. */
  const news = async () => {
    const { events } = await call(`/ledger?since=${seen}`);
    seen = events.at(-1)?.seq ?? seen;
    return events;
  };

  return {
    call,
    controlPort,
    news,
    setBook: (ticker, book) => call(`/book/${ticker}`, { method: 'PUT', body: book }),
    /** Another participant trades, with ours too. @returns how many lots */
    trade: async (ticker, trade) => (await call(`/trade/${ticker}`, { method: 'POST', body: trade })).lots,
    setMoney: (money) => call('/account', { method: 'PUT', body: { money } }),
    /**
     * Waits until each of the conditions is met by an entry that nobody has read yet.
     * @returns the first such entry of each
     * @throws an error whose `seen` holds all entries that came meanwhile
     */
    async entries(conditions, { firstLookMs = FIRST_LOOK_MS, patienceMs = PATIENCE_MS } = {}) {
      const all = [];
      const until = performance.now() + patienceMs;
      await delay(firstLookMs);
      for (;;) {
        all.push(...(await news()));
        const found = conditions.map((fits) => all.find(fits));
        if (found.every(Boolean)) return found;
        if (performance.now() > until)
          throw Object.assign(new Error(`the ledger shows it not: ${conditions.join('; ')}`), { seen: all });
        await delay(LOOK_AGAIN_MS);
      }
    },
    /**
     * How far its clock is from ours, as well as can be seen: it is read between two looks at ours.
     * @returns {Promise<number>} milliseconds beyond what the way explains; 0 when none
     */
    async clockDifferenceMs(ticker, book) {
      let worst = 0;
      for (let round = 0; round < 5; round += 1) {
        await news();
        const before = nowUs();
        await call(`/book/${ticker}`, { method: 'PUT', body: book });
        const after = nowUs();
        const { atUs } = (await news()).find(({ kind }) => kind === 'control');
        worst = Math.max(worst, before - atUs, atUs - after);
      }
      return worst / 1000;
    },
  };
}

export const isCancel =
  (ticker) =>
  ({ kind, method, ticker: of }) =>
    method === 'CancelOrder' || (kind === 'cancelled' && of === ticker);
