import Type from 'typebox';
import { listSpreadRows, type SpreadRow } from '../database/index.js';
import { defineCommand } from './define-command.js';
import type { ToldError } from './errors.js';
import { nothingFromWords } from './order-words.js';
import { obstacleOf } from './refused-row.js';
import { marketsOf } from './spread/market.js';
import { checkSpreadPair, type SpreadPair } from './spread/pair.js';
import { priceNow, type SpreadPrice } from './spread/price.js';
import { wantedOf } from './spread/row.js';

/** An active row with what it can be had for now. */
export interface PricedRow
  extends SpreadPrice,
    Pick<SpreadRow, 'farTicker' | 'nearTicker' | 'sell' | 'amount'> {
  readonly row: number;
  readonly wantedPrice: string;
  /** Near securities per far contract, a decimal string; null where the row makes no spread any more. */
  readonly ratio: string | null;
}

/** The price of every active row that can be had now passively and at once, with the depth it was computed for. */
export const sprices = defineCommand({
  name: 'sprices',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: (words) => nothingFromWords('sprices', words),
  async run(_, { db, broker }) {
    const rows = await listSpreadRows(db, { activeOnly: true });
    const pairs = await Promise.all(rows.map((row) => pairOf(row, broker)));
    const legs = pairs.flatMap((pair) => ('far' in pair ? [pair.far, pair.near] : []));
    const markets = await marketsOf(legs, broker);
    const priced = rows.map((row, place): PricedRow => {
      const { id, farTicker, nearTicker, sell, amount, price: wantedPrice } = row;
      const terms = { row: id, farTicker, nearTicker, sell, amount, wantedPrice };
      const pair = pairs[place];
      if (!pair || !('far' in pair))
        return { ...terms, ratio: null, passive: null, crossing: null, obstacles: pair ? [pair] : [] };
      const [far, near] = [markets.get(pair.far.uid), markets.get(pair.near.uid)];
      const price = far && near && priceNow({ pair, sell, amount, options: row, far, near });
      return {
        ...terms,
        ratio: pair.ratio.toFixed(),
        passive: null,
        crossing: null,
        obstacles: [],
        ...price,
      };
    });
    return { kind: 'prices', rows: priced };
  },
});

type PairReader = Parameters<typeof checkSpreadPair>[1]['broker'];

/** What makes no spread any more, an expired future or an amended lot, is told in its row's place. */
async function pairOf(row: SpreadRow, broker: PairReader): Promise<SpreadPair | ToldError> {
  try {
    return await checkSpreadPair(wantedOf(row), { broker });
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (!obstacle) throw error;
    return obstacle;
  }
}
