import { type Database, type Halt, readHalt } from '../database/index.js';
import { HaltedError } from './errors.js';

/** As it is shown everywhere. */
export interface HaltJson {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly by: string;
  readonly reason: string | null;
}

export const haltJson = (halt: Halt | null): HaltJson | null =>
  halt && { ...halt, since: halt.since.toISOString() };

/** @throws HaltedError before anything is started that would only wait. */
export async function mustNotBeHalted({ db }: { readonly db: Database }): Promise<void> {
  const halt = haltJson(await readHalt(db));
  if (halt) throw new HaltedError(halt);
}
