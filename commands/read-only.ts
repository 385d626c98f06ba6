import type { Broker } from '../broker/broker.js';
import type { CommandDependencies } from './define-command.js';
import { BrokerAwayError, ReadOnlyTokenError } from './errors.js';
import { RiskNotConfirmedError } from './risk-errors.js';
import type { KnownNames } from './search/names.js';

/** The broker as commands have it: with what a person has confirmed of its account. */
export interface TradedBroker extends Broker {
  /** Somebody confirmed what trading with real money risks, for this account. Only live mode asks for it. */
  readonly isRiskConfirmed?: boolean;
  /** What is known of tickers that it does not list. */
  readonly names?: KnownNames;
}

/**
 * Whatever would place an order asks this first: nothing is started that the broker would refuse, nor, with real money,
 * before a person confirmed the risk. What only takes orders away does not ask.
 * @throws ReadOnlyTokenError, RiskNotConfirmedError
 */
export function mustTrade(broker: Pick<TradedBroker, 'readOnly' | 'mode' | 'isRiskConfirmed'>): void {
  if (broker.readOnly) throw new ReadOnlyTokenError();
  if (broker.mode === 'live' && broker.isRiskConfirmed !== true) throw new RiskNotConfirmedError();
}

/** The same where the broker is not needed: while it is away nobody knows, and the task will say. */
export function mustTradeIfKnown(dependencies: Pick<CommandDependencies, 'broker'>): void {
  try {
    mustTrade(dependencies.broker);
  } catch (error) {
    if (!(error instanceof BrokerAwayError)) throw error;
  }
}
