import { type NewExpiryWarning, warnOfExpiries } from '../database/index.js';
import { expiryWarning } from '../domain/expiry.js';
import type { ExecutionDependencies } from './dependencies.js';

export interface ExpiryWatchDependencies extends Pick<ExecutionDependencies, 'db' | 'broker'> {
  /** @default the clock of this machine */
  readonly now?: () => Date;
}

/** Warns of futures of the account that end soon, whoever bought them: seven days and one day before, once each. */
export function createExpiryWatch({ db, broker, now = () => new Date() }: ExpiryWatchDependencies) {
  const { mode, accountId } = broker;
  return async function watchExpiries(): Promise<void> {
    const { securities } = await broker.account.positions();
    const due = securities.map(
      async ({ instrumentUid, free, blocked }): Promise<NewExpiryWarning | undefined> => {
        const amount = free + blocked;
        const instrument = amount === 0 ? undefined : await broker.instruments.byUid(instrumentUid);
        const warning = instrument?.future && expiryWarning(instrument.future, now());
        if (!instrument?.future || !warning) return undefined;
        const { ticker, future } = instrument;
        const { threshold, days } = warning;
        const data = { ticker, days, amount, deliverable: future.deliverable ? 'yes' : 'no' };
        const entry = { taskId: null, kind: 'future-expires', severity: 'warning', data } as const;
        return { mode, accountId, instrumentUid, threshold, entry };
      },
    );
    const warnings = (await Promise.all(due)).filter((each) => each !== undefined);
    await warnOfExpiries(db, warnings);
  };
}
