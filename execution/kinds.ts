import type { StartExecutor, StartListExecutor, StartWatchingExecutor } from './running-executor.js';
import { startSellbuyExecutor } from './sellbuy-executor.js';
import { startSpreadExecutor } from './spread-executor.js';
import { startRestoreExecutor } from './stash/restore-executor.js';
import { startStashExecutor } from './stash/stash-executor.js';
import { startLadderExecutor } from './stop-orders/ladder-executor.js';
import { startRemoveExecutor } from './stop-orders/remove-executor.js';
import { startAlertExecutor } from './watching/alert-executor.js';
import { startWatchExecutor } from './watching/watch-executor.js';

/** Who carries out tasks that follow a market, by their kind. */
export const MARKET_EXECUTORS: Readonly<Record<string, StartExecutor>> = {
  sellbuy: startSellbuyExecutor,
  spread: startSpreadExecutor,
};

/** Who carries out tasks that work a list off, by their kind. */
export const LIST_EXECUTORS: Readonly<Record<string, StartListExecutor>> = {
  stops: startLadderExecutor,
  shorts: startLadderExecutor,
  nuke: startLadderExecutor,
  remove: startRemoveExecutor,
  stash: startStashExecutor,
  restore: startRestoreExecutor,
};

/** Who carries out tasks that only watch, by their kind. */
export const WATCHING_EXECUTORS: Readonly<Record<string, StartWatchingExecutor>> = {
  alert: startAlertExecutor,
  watch: startWatchExecutor,
};
