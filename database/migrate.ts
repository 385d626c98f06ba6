import { type Migration, Migrator } from 'kysely';
import type { Database } from './connection.js';
import * as tasksAndOrders from './migrations/0001-tasks-and-orders.js';
import * as limitPricesBelowZero from './migrations/0002-limit-prices-below-zero.js';
import * as halt from './migrations/0003-halt.js';
import * as withdrawnTellings from './migrations/0004-withdrawn-tellings.js';
import * as spreadQueue from './migrations/0005-spread-queue.js';
import * as expiryWarnings from './migrations/0006-expiry-warnings.js';
import * as unhedgedMoments from './migrations/0007-unhedged-moments.js';
import * as whenOrdersWereSent from './migrations/0008-when-orders-were-sent.js';
import * as ratioOfOrders from './migrations/0009-ratio-of-orders.js';
import * as idleTasks from './migrations/0010-idle-tasks.js';
import * as unknownCommissions from './migrations/0011-unknown-commissions.js';
import * as stopOrders from './migrations/0012-stop-orders.js';
import * as settings from './migrations/0013-settings.js';
import * as ladderLists from './migrations/0014-ladder-lists.js';
import * as tasksOfStopOrders from './migrations/0015-tasks-of-stop-orders.js';
import * as stash from './migrations/0016-stash.js';
import * as cancels from './migrations/0017-cancels.js';
import * as risk from './migrations/0018-risk.js';
import * as reconciliation from './migrations/0019-reconciliation.js';
import * as limits from './migrations/0020-limits.js';
import * as roundsTold from './migrations/0021-rounds-told.js';
import * as valuesOfStopOrders from './migrations/0022-values-of-stop-orders.js';
import * as endsOfStopOrders from './migrations/0023-ends-of-stop-orders.js';
import * as instruments from './migrations/0024-instruments.js';
import * as watches from './migrations/0025-watches.js';
import * as executedOrders from './migrations/0027-executed-orders.js';

/** Numbered, never edited: a new one is added at the end. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-tasks-and-orders': tasksAndOrders,
  '0002-limit-prices-below-zero': limitPricesBelowZero,
  '0003-halt': halt,
  '0004-withdrawn-tellings': withdrawnTellings,
  '0005-spread-queue': spreadQueue,
  '0006-expiry-warnings': expiryWarnings,
  '0007-unhedged-moments': unhedgedMoments,
  '0008-when-orders-were-sent': whenOrdersWereSent,
  '0009-ratio-of-orders': ratioOfOrders,
  '0010-idle-tasks': idleTasks,
  '0011-unknown-commissions': unknownCommissions,
  '0012-stop-orders': stopOrders,
  '0013-settings': settings,
  '0014-ladder-lists': ladderLists,
  '0015-tasks-of-stop-orders': tasksOfStopOrders,
  '0016-stash': stash,
  '0017-cancels': cancels,
  '0018-risk': risk,
  '0019-reconciliation': reconciliation,
  '0020-limits': limits,
  '0021-rounds-told': roundsTold,
  '0022-values-of-stop-orders': valuesOfStopOrders,
  '0023-ends-of-stop-orders': endsOfStopOrders,
  '0024-instruments': instruments,
  '0025-watches': watches,
  '0027-executed-orders': executedOrders,
};

/** Brings the database up to date under the migrator's lock, so any number of processes may start at once. */
export async function migrateToLatest(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
