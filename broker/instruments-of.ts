import type { Instrument } from '../domain/instrument.js';
import type { InstrumentReader } from './broker.js';

/** What things are about, by the uid, as far as the broker lists it. */
export async function instrumentsOf(
  instruments: Pick<InstrumentReader, 'byUid'>,
  things: Iterable<{ readonly instrumentUid: string }>,
): Promise<ReadonlyMap<string, Instrument>> {
  const uids = new Set([...things].map(({ instrumentUid }) => instrumentUid));
  const found = await Promise.all([...uids].map((uid) => instruments.byUid(uid)));
  return new Map(found.flatMap((instrument) => (instrument ? [[instrument.uid, instrument]] : [])));
}
