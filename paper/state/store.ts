import type { Catalogue } from '../instruments/catalogue.js';
import { Ledger } from '../ledger/ledger.js';
import type { ExchangeEvent } from './events.js';
import { Journal, type JournalLimits } from './journal.js';
import { seqOf } from './lines.js';
import { SnapshotReader, takeSnapshot } from './snapshot.js';
import { ExchangeState, type StateLimits } from './state.js';

export type KeptLimits = Partial<JournalLimits & StateLimits>;

export interface Store {
  readonly state: ExchangeState;
  readonly journal: Journal;
  readonly ledger: Ledger;
}

/** What the journal says cannot be; a person has to look, because orders may be in what cannot be read. */
export class DamagedJournalError extends Error {
  override readonly name = 'DamagedJournalError';
  readonly code = 'damaged-journal';
  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${path} cannot be read: ${reason}`, { cause });
  }
}

/** A start with more than this to read leaves a new segment behind, so that the next one is quick. */
const LONG_REPLAY_LINES = 5_000;

/** Everything as the process before left it. @throws DamagedJournalError */
export function openStore({
  dataDir,
  catalogue,
  limits = {},
}: {
  dataDir: string;
  catalogue: Catalogue;
  limits?: KeptLimits;
}): Store {
  const journal = new Journal(dataDir, limits);
  for (;;) {
    const state = new ExchangeState(catalogue, limits);
    const ledger = new Ledger(journal);
    const replayed = replay(journal, { state, ledger });
    if (replayed === undefined) continue;
    if (!journal.newest || replayed > LONG_REPLAY_LINES || journal.isFull)
      journal.rotate(takeSnapshot(state));
    return { state, journal, ledger };
  }
}

/** @returns how many lines there were besides the snapshot; `undefined` when the snapshot is not whole. */
function replay(journal: Journal, { state, ledger }: Omit<Store, 'journal'>): number | undefined {
  const snapshot = new SnapshotReader(state);
  let lines = 0;
  try {
    for (const line of journal.replay((each) => snapshot.take(each))) {
      lines += 1;
      state.apply(JSON.parse(line) as ExchangeEvent);
      const seq = seqOf(line);
      if (seq !== undefined) ledger.add(seq, line);
    }
    if (snapshot.place === 'behind' || !journal.newest) return lines;
    // Only the first one begins with nothing; it may have been written by a version without snapshots.
    if (snapshot.place === 'before' && journal.newest.number === 1) return lines;
    // A power cut after the new segment got its name and before its content was on the disk: nothing was added to it.
    if (lines === 0 && journal.dropNewest()) return undefined;
    throw new Error('it does not begin with a whole snapshot');
  } catch (error) {
    throw new DamagedJournalError(journal.newest?.path ?? '', error);
  }
}
