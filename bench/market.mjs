/** Books for the bench: ten levels a side, one of them to be moved. */

const LEVELS = 10;
const NANO = 1_000_000_000n;

const toText = (nano) => `${nano / NANO}.${String(nano % NANO).padStart(9, '0')}`;

/** Shares first, bonds after them: what is listed in roubles, and for sale by API. */
export async function listInstruments() {
  const { loadCatalogue } = await import('../dist/paper/instruments/catalogue.js');
  const all = loadCatalogue(Date.now()).all.filter(
    ({ currency, details }) =>
      currency === 'rub' &&
      (details.kind === 'share' || details.kind === 'bond') &&
      details.message.apiTradeAvailableFlag &&
      details.message.buyAvailableFlag,
  );
  return all.sort((a, b) => b.details.kind.localeCompare(a.details.kind));
}

/** @param {{ stepNano: bigint, startTicks: number }} instrument @param {number} up ticks that the best bid is above its place */
export function bookOf({ stepNano, startTicks }, { up = 0, variation = 0 } = {}) {
  const price = (ticks) => toText(BigInt(ticks) * stepNano);
  const levels = Array.from({ length: LEVELS }, (_, level) => level);
  return {
    bids: levels.map((level) => [price(startTicks + up - level), 100 + level + (level > 0 ? variation : 0)]),
    asks: levels.map((level) => [price(startTicks + 20 + level), 100 + level + variation]),
  };
}
