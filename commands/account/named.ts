import { instrumentsOf } from '../../broker/instruments-of.js';
import { listedByUids } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { CommandContext } from '../define-command.js';

/** What something is called that the account has. */
export interface Named {
  /** Its uid where nobody knows its ticker. */
  readonly ticker: string;
  readonly name: string | null;
  readonly kind: string | undefined;
  /** In capital letters. */
  readonly currency: string | undefined;
  readonly lot: number | undefined;
  /** Undefined where it is not traded by API, or not at all any more. */
  readonly instrument: Instrument | undefined;
}

/** By uid: from the catalogue, and what is not in it from all that the broker ever listed. */
export async function namesOf(
  things: readonly { readonly instrumentUid: string }[],
  { broker, db }: Pick<CommandContext, 'broker' | 'db'>,
): Promise<(uid: string) => Named> {
  const instruments = await instrumentsOf(broker.instruments, things);
  const missing = things.map(({ instrumentUid }) => instrumentUid).filter((uid) => !instruments.has(uid));
  const listed = await listedByUids(db, broker.mode, [...new Set(missing)]);
  return (uid) => {
    const instrument = instruments.get(uid);
    const known = instrument ?? listed.get(uid)?.listed;
    return {
      ticker: known?.ticker ?? uid,
      name: known?.name ?? null,
      kind: known?.kind,
      currency: known?.currency,
      lot: known?.lot,
      instrument,
    };
  };
}
