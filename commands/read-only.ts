import type { Broker } from '../broker/broker.js';
import type { CommandDependencies } from './define-command.js';
import { BrokerAwayError, ReadOnlyTokenError } from './errors.js';

/** @throws ReadOnlyTokenError before anything is started that the broker would refuse. */
export function mustTrade({ readOnly }: Pick<Broker, 'readOnly'>): void {
  if (readOnly) throw new ReadOnlyTokenError();
}

/** The same where the broker is not needed: while it is away nobody knows, and the task will say. */
export function mustTradeIfKnown(dependencies: Pick<CommandDependencies, 'broker'>): void {
  try {
    mustTrade(dependencies.broker);
  } catch (error) {
    if (!(error instanceof BrokerAwayError)) throw error;
  }
}
