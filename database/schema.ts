/** The tables as Kysely sees them, by their names. Prices and money are `numeric` and come back as strings; seq and epochs as bigint strings. */
import type {
  CancelItemsTable,
  CancelsTable,
  ReconciledExecutionsTable,
  ReconciledPositionsTable,
  ReconciliationsTable,
} from './tables/account.js';
import type { CatalogueReadingsTable, DividendsTable, InstrumentsTable } from './tables/catalogue.js';
import type {
  ExpiryWarningsTable,
  JournalTable,
  OutboxMarksTable,
  ToldDifferencesTable,
  WatchMarksTable,
} from './tables/journal.js';
import type {
  HaltTable,
  LadderListsTable,
  SellbuyQueueTable,
  SettingsTable,
  SpreadQueueTable,
} from './tables/lists.js';
import type { ConfirmationsTable, RequestsTable, RiskConfirmationsTable } from './tables/requests.js';
import type { RestoredOrdersTable, RestoresTable, StashesTable, StashOrdersTable } from './tables/stashes.js';
import type { ClaimsTable, OrdersTable, StopOrdersTable, TasksTable, WorkersTable } from './tables/tasks.js';

export interface Schema {
  tasks: TasksTable;
  claims: ClaimsTable;
  orders: OrdersTable;
  stop_orders: StopOrdersTable;
  journal: JournalTable;
  outbox_marks: OutboxMarksTable;
  confirmations: ConfirmationsTable;
  requests: RequestsTable;
  sellbuy_queue: SellbuyQueueTable;
  ladder_lists: LadderListsTable;
  spread_queue: SpreadQueueTable;
  workers: WorkersTable;
  halt: HaltTable;
  cancels: CancelsTable;
  cancel_items: CancelItemsTable;
  expiry_warnings: ExpiryWarningsTable;
  risk_confirmations: RiskConfirmationsTable;
  settings: SettingsTable;
  stashes: StashesTable;
  stash_orders: StashOrdersTable;
  restores: RestoresTable;
  restored_orders: RestoredOrdersTable;
  reconciliations: ReconciliationsTable;
  reconciled_positions: ReconciledPositionsTable;
  reconciled_executions: ReconciledExecutionsTable;
  told_differences: ToldDifferencesTable;
  instruments: InstrumentsTable;
  catalogue_readings: CatalogueReadingsTable;
  dividends: DividendsTable;
  watch_marks: WatchMarksTable;
}
