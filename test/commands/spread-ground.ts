/** Spreads to ask for, over the paper exchange and a database: the instruments by their place, whatever quarter it is. */

import { CommandError } from '../../commands/errors.js';
import { type Database, migrateToLatest, openDatabase } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { PaperExchangeOptions } from '../../paper/index.js';
import { type PaperBroker, startPaperBroker } from '../broker/paper-broker.js';
import { createTestDatabase } from '../support/database.js';

export interface SpreadGround extends PaperBroker {
  readonly db: Database;
  /** Of SBER by quarters, the next one first. */
  readonly futures: readonly Instrument[];
  ticker(place: number): string;
  instrument(ticker: string): Promise<Instrument>;
}

export async function openSpreadGround(options: Partial<PaperExchangeOptions> = {}): Promise<SpreadGround> {
  const [paper, database] = await Promise.all([startPaperBroker(options), createTestDatabase()]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  // Calls in plenty: the recommended pace of one address is not what is tested.
  const broker = await paper.connect({ paceMinuteMs: 1_000 });
  const family = await broker.instruments.ofAsset(paper.sber.positionUid);
  const futures = family.filter(
    ({ future }) => future && !future.perpetual && future.lastTradeAt.getTime() > Date.now(),
  );
  return {
    ...paper,
    broker,
    db,
    futures,
    ticker(place) {
      const future = futures[place];
      if (!future) throw new Error(`there is no future ${place}`);
      return future.ticker;
    },
    async instrument(ticker) {
      const instrument = await broker.instruments.byTicker(ticker);
      if (!instrument) throw new Error(`there is no ${ticker}`);
      return instrument;
    },
    async stop() {
      await db.destroy();
      await database.drop();
      await paper.stop();
    },
  };
}

/** What a refusal says, as data. */
export async function refusalOf(asked: Promise<unknown>): Promise<CommandError['told']> {
  const error = await asked.then(
    (answer) => new Error(`not refused: ${JSON.stringify(answer)}`),
    (each: unknown) => each,
  );
  if (error instanceof CommandError) return error.told;
  throw error;
}
