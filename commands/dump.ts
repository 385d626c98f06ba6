import Type from 'typebox';
import type { SellbuyRequest } from '../domain/task.js';
import { Ticker } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { NothingToDumpError } from './errors.js';
import { findInstrument, freeToSell, orderRequest } from './order-request.js';
import { tickerFromWords } from './order-words.js';

/** Sells the whole free position in whole lots, or buys a short one back. */
export const dump = defineCommand({
  name: 'dump',
  arguments: Type.Object({ ticker: Ticker }, { additionalProperties: false }),
  confirm: 'always',
  fromWords: (words) => tickerFromWords('dump', words),
  async preview({ ticker }, context) {
    const { direction, amount, ...request } = await positionToClose(ticker, context);
    const price = (await context.broker.instruments.lastPrices([request.instrumentUid])).get(
      request.instrumentUid,
    );
    return { direction, ticker: request.ticker, amount, estimate: price?.mul(amount).toFixed(2) ?? null };
  },
  async run({ ticker }, context) {
    const request = await positionToClose(ticker, context);
    const { by, requestKey } = context;
    return {
      kind: 'started',
      tasks: [await context.tasks.startSellbuy({ request, by, ...(requestKey && { requestKey }) })],
    };
  },
});

async function positionToClose(ticker: string, context: CommandContext): Promise<SellbuyRequest> {
  const instrument = await findInstrument(context.broker, ticker);
  const free = await freeToSell(instrument, context);
  const amount = Math.abs(free) - (Math.abs(free) % instrument.lot);
  if (amount === 0) {
    throw new NothingToDumpError({
      ticker: instrument.ticker,
      free: String(free),
      lot: String(instrument.lot),
    });
  }
  return orderRequest({ direction: free > 0 ? 'sell' : 'buy', ticker, amount }, context);
}
