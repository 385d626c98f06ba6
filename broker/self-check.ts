/** What the client finds out before anything is traded, and that waiting would not mend. */
import { type BrokerClock, offInWords } from './clock.js';

/** Its message is one sentence for a person, who has to change something. */
export class SelfCheckError extends Error {
  readonly code: 'account-choice' | 'clock-off';
  constructor(code: SelfCheckError['code'], message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A token reaches no account, several, or not the one that is set; or it is a read token the broker does not accept. */
export class AccountChoiceError extends SelfCheckError {
  constructor(message: string) {
    super('account-choice', message);
  }
}

/** @throws SelfCheckError where real money would be traded by a wrong clock */
export function mustKnowTheTime(mode: 'paper' | 'sandbox' | 'live', clock: BrokerClock): void {
  const reading = clock.reading();
  if (mode === 'live' && reading.status === 'off') throw new SelfCheckError('clock-off', offInWords(reading));
}
