import Type from 'typebox';
import { NotServedError } from '../../broker/errors.js';
import type { StashRequest } from '../../domain/stash/stash-task.js';
import { Ticker } from '../arguments.js';
import type { CommandContext } from '../define-command.js';
import { findInstrument } from '../search/find-instrument.js';

export const Tickers = Type.Array(Ticker, {
  minItems: 1,
  maxItems: 500,
  description: 'Only those of these instruments; left out: of all',
});

/** @throws UnknownTickerError */
export async function instrumentsOf(
  tickers: readonly string[] | undefined,
  { broker }: Pick<CommandContext, 'broker'>,
): Promise<StashRequest['instruments']> {
  if (!tickers) return null;
  const found = await Promise.all(tickers.map((ticker) => findInstrument(broker, ticker)));
  return found.map(({ ticker, uid: instrumentUid }) => ({ ticker, instrumentUid }));
}

/** @throws NotServedError */
export function mustHaveStopOrders({ broker }: Pick<CommandContext, 'broker'>): void {
  if (broker.mode === 'sandbox')
    throw new NotServedError({ method: 'GetStopOrders', brokerMessage: 'the sandbox has no stop orders' });
}
