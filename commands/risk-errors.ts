import { CommandError } from './errors.js';

/** Nobody confirmed for this account what trading with real money risks. */
export class RiskNotConfirmedError extends CommandError {
  readonly code = 'risk-not-confirmed';
  readonly problem = 'conflict';
  constructor() {
    super(
      'no order goes out before the risk is confirmed for this account: do that once by the command risk',
    );
  }
}
