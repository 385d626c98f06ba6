/** From a ticker as people write it to the instrument, and back. */
import type { Instrument } from '../../domain/instrument.js';
import { type CommandError, UnknownTickerError } from '../errors.js';
import type { TradedBroker } from '../read-only.js';
import { TickerAmbiguousError } from './errors.js';

type Reader = Pick<TradedBroker, 'instruments' | 'names'>;

/** @throws UnknownTickerError with the nearest names, TickerAmbiguousError with the boards to choose from */
export async function findInstrument(broker: Reader, ticker: string): Promise<Instrument> {
  const instrument = await broker.instruments.byTicker(ticker);
  if (instrument) return instrument;
  throw await notFound(broker, ticker);
}

/** Why nothing is found by a ticker. */
export async function notFound(broker: Reader, ticker: string): Promise<CommandError> {
  const choices = await broker.instruments.choices(ticker);
  return choices.length > 1 ? new TickerAmbiguousError(ticker, choices) : unknownTicker(broker, ticker);
}

/** The broker does not list it, or not any more. */
export const unknownTicker = async ({ names }: Reader, ticker: string): Promise<UnknownTickerError> =>
  new UnknownTickerError(ticker, await names?.about(ticker));

/** What a row keeps of an instrument, so that the same is found by it again: its ticker, with the board where that is needed. */
export async function tickerToKeep(
  { instruments }: Reader,
  { ticker, classCode, uid }: Instrument,
): Promise<string> {
  const found = await instruments.byTicker(ticker);
  return found?.uid === uid ? ticker : `${ticker}@${classCode}`;
}
