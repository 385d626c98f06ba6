import { SecurityTradingStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import type { InstrumentCondition } from '../state/events.js';

const PREFIX = 'SECURITY_TRADING_STATUS_';

/** Orders meet each other only here. */
const MATCHING = new Set(['NORMAL_TRADING', 'SESSION_OPEN']);
/** Auctions gather limit orders without executing them until they end. */
const GATHERING = new Set([
  'OPENING_AUCTION_PERIOD',
  'CLOSING_AUCTION',
  'DISCRETE_AUCTION',
  'DARK_POOL_AUCTION',
]);

export const TRADING_STATUSES: readonly string[] = Object.keys(SecurityTradingStatus)
  .filter((name) => name.startsWith(PREFIX))
  .map((name) => name.slice(PREFIX.length));

export const matches = ({ status }: InstrumentCondition): boolean => MATCHING.has(status);

export const gathers = ({ status }: InstrumentCondition): boolean => GATHERING.has(status);

export const takesOrders = ({ status }: InstrumentCondition): boolean =>
  MATCHING.has(status) || GATHERING.has(status);

export const toContractStatus = (status: string): SecurityTradingStatus =>
  SecurityTradingStatus[`${PREFIX}${status}` as keyof typeof SecurityTradingStatus];
