import { timeOfNextRefresh } from '../activities/index.js';
import type { Broker } from '../broker/index.js';
import type { Logger } from '../config/index.js';
import { type Database, lastGoodReading, wasReadWithin } from '../database/index.js';
import { OLD_MS } from '../domain/catalogue-refresh.js';
import { type CatalogueOf, refreshNow, scheduleRefresh } from '../tasks/index.js';
import { type Loop, startLoop } from './loop.js';

/** Only where the schedule was not there in time, because Temporal was away, is there anything to do but once. */
const LOOK_MS = 3_600_000;
/** Less than a look, so that a look finds it over. */
const AGAIN_MS = 3_300_000;

/**
 * Keeps the schedule that reads the catalogue daily, and has it read at once where it is old or was never read. While
 * Temporal is away the old catalogue serves; whoever cannot wait asks for `reload`.
 */
export const keepCatalogue = ({
  db,
  broker,
  logger,
  ...of
}: CatalogueOf & {
  readonly db: Database;
  readonly broker: Broker;
  readonly logger: Logger;
}): Loop =>
  startLoop('catalogue of instruments', LOOK_MS, logger, async () => {
    await scheduleRefresh(of, await timeOfNextRefresh({ db, broker }));
    const last = await lastGoodReading(db, of.mode);
    if (last && last.agoMs <= OLD_MS) return;
    // What was refused is asked for again in an hour, however many workers look.
    if (!(await wasReadWithin(db, of.mode, AGAIN_MS))) await refreshNow(of);
  });
