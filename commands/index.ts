/** What a person can ask for: one file a command; each appears in the API, the bot and the documentation by being listed here. */
import { alert } from './alert.js';
import { amend } from './amend.js';
import { balance } from './balance.js';
import { buy } from './buy.js';
import { cancel } from './cancel.js';
import type { CommandDefinition } from './define-command.js';
import { dscan } from './dscan.js';
import { dump } from './dump.js';
import { UnknownCommandError } from './errors.js';
import { find } from './find.js';
import { halt } from './halt.js';
import { health } from './health.js';
import { hedge } from './hedge.js';
import { help } from './help.js';
import { nuke } from './nuke.js';
import { orders } from './orders.js';
import { pause } from './pause.js';
import { positions } from './positions.js';
import { type Reconciled, reconcile } from './reconcile.js';
import { reload } from './reload.js';
import { remove } from './remove.js';
import { type Report, report } from './report.js';
import { restore } from './restore.js';
import { resume } from './resume.js';
import { risk } from './risk.js';
import { scan } from './scan.js';
import { sell } from './sell.js';
import { sellbuy } from './sellbuy.js';
import { settings } from './settings.js';
import { settle } from './settle.js';
import { shorts } from './shorts.js';
import { spread } from './spread.js';
import { spreads } from './spreads.js';
import { sprices } from './sprices.js';
import { stash } from './stash.js';
import { status } from './status.js';
import { stop } from './stop.js';
import { stops } from './stops.js';
import { tasks } from './tasks.js';
import { ticker } from './ticker.js';
import { type Trades, trades } from './trades.js';
import { unhalt } from './unhalt.js';
import { unwind } from './unwind.js';
import { watch } from './watch.js';

export type { BalanceAnswer, MarginAnswer } from './account/balance-now.js';
export type { DayFigures, DayLineJson, DaysJson } from './account/day-report.js';
export type { OrderRow } from './account/order-row.js';
export type { OrdersAnswer } from './account/orders-now.js';
export type { PositionRow, PositionsAnswer } from './account/position-row.js';
export type { SpreadJson, SpreadsJson } from './account/spread-json.js';
export type { TradeJson } from './account/trade-json.js';
export { amendable } from './amendable.js';
export { amendOrder } from './amendment.js';
export { MOST_SECURITIES } from './arguments.js';
export type { CancelJson } from './cancel/report.js';
export { type Asked, type ConfirmationRequired, carryOut } from './carry-out.js';
export { type GoneTicker, withGone } from './catalogue/gone.js';
export type { Consent } from './consent/consent.js';
export type { OrderConsent } from './consent/order.js';
export type * from './define-command.js';
export { type Connections, connectDependencies } from './dependencies.js';
export type { ShownDividendRow } from './dividend-scan/shown.js';
export type { DividendsAnswer } from './dscan.js';
export * from './errors.js';
export { foundNow } from './find.js';
export type * from './health-report.js';
export { NoTickersError } from './ladder/errors.js';
export {
  changeList,
  type ListChange,
  type ListsView,
  MOST_LISTED,
  putLists,
  viewLists,
} from './ladder/lists.js';
export type { LadderPreview } from './ladder/preview.js';
export * from './limit-errors.js';
export { type AskedOrder, type AskedOrders, mustBeWithinLimits } from './limits.js';
export { type HaltJson, haltJson, mustNotBeHalted } from './mind-halt.js';
export { offerRemove } from './offer-remove.js';
export { outageOf } from './outage.js';
export { mustBeFree, type QueueRow } from './queue-row.js';
export { mustTradeIfKnown } from './read-only.js';
export type { RefusedRow } from './refused-row.js';
export type { RiskPreview } from './risk.js';
export * from './risk-errors.js';
export { ScanRateError } from './scan/errors.js';
export type { ShownScanRow } from './scan/shown.js';
export type { ScanAnswer } from './scan.js';
export { findInstrument } from './search/find-instrument.js';
export type { FindAnswer, FoundJson } from './search/found.js';
export type { TickerJson } from './search/ticker-json.js';
export { tickerNow } from './search/ticker-now.js';
export type { SellbuyPreview } from './sellbuy.js';
export { checkSellbuyRow } from './sellbuy-row.js';
export * from './settings/errors.js';
export { rangeFigures } from './settings/range-figures.js';
export {
  SettingChanges,
  type SettingsAnswer,
  type ShownSetting,
  settings,
  shownSettings,
} from './settings.js';
export { spreadArguments } from './spread/arguments.js';
export type { SpreadConsent } from './spread/consent.js';
export type { ObtainablePrice } from './spread/price.js';
export { checkSpreadRow } from './spread/row.js';
export type { SpreadQuestion } from './spread/start.js';
export { completeSpreadRow } from './spread.js';
export type { SpreadsPreview } from './spreads.js';
export type { PricedRow } from './sprices.js';
export { editStashOrder, StashOrderChange } from './stash/edit-order.js';
export { findStash } from './stash/names.js';
export type { RestorePreview } from './stash/restore.js';
export type { StashPreview } from './stash/save.js';
export {
  type StashJson,
  type StashOrderJson,
  shownStash,
  shownStashes,
  stashOrderJson,
} from './stash/shown.js';
export type { UnwindPreview } from './unwind.js';
export type { Reconciled, Report, Trades };

/** In the order in which menus show them. */
export const commands: readonly CommandDefinition[] = [
  buy,
  sell,
  dump,
  sellbuy,
  spread,
  spreads,
  sprices,
  unwind,
  scan,
  dscan,
  stops,
  shorts,
  nuke,
  stash,
  restore,
  positions,
  balance,
  orders,
  alert,
  find,
  ticker,
  watch,
  tasks,
  status,
  stop,
  amend,
  pause,
  resume,
  hedge,
  settle,
  settings,
  remove,
  halt,
  unhalt,
  risk,
  cancel,
  reconcile,
  reload,
  trades,
  report,
  health,
  help,
] as unknown as readonly CommandDefinition[];

/** @throws UnknownCommandError */
export function commandByName(name: string): CommandDefinition {
  const command = commands.find((each) => each.name === name);
  if (!command) throw new UnknownCommandError(name);
  return command;
}
