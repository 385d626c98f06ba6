import type { Broker } from '../broker/broker.js';
import type { TaskRow } from '../database/index.js';
import type { Instrument } from '../domain/instrument.js';
import type { SpreadRequest } from '../domain/spread/terms.js';

/** The instruments whose market a task follows, by the broker's ids, its own first; empty where it follows none. */
export function tradedUids({ kind, instrumentUid, request }: TaskRow): readonly string[] {
  if (!instrumentUid) return [];
  return kind === 'spread' ? [instrumentUid, (request as SpreadRequest).nearInstrumentUid] : [instrumentUid];
}

/** @returns undefined when it trades none, or one that the broker did not list since this process began. */
export async function tradedInstruments(
  { instruments }: Pick<Broker, 'instruments'>,
  task: TaskRow,
): Promise<readonly [Instrument, ...Instrument[]] | undefined> {
  const found = await Promise.all(
    tradedUids(task).map(async (uid) => (await instruments.byUid(uid)) ?? instruments.known(uid)),
  );
  const [first, ...others] = found.flatMap((instrument) => instrument ?? []);
  return first && others.length + 1 === found.length ? [first, ...others] : undefined;
}
