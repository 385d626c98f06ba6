import { type Database, type LoggedStop, stopsOfTask, type TaskRow } from '../database/index.js';

/** Stop orders of a task that may wait at the broker: placed, and neither known to have ended nor over by their date. */
export async function standingOf(db: Database, { key }: TaskRow): Promise<LoggedStop[]> {
  const nowMs = Date.now();
  return (await stopsOfTask(db, key)).filter(({ state, stopOrderId, ended, terms: { expiry } }) => {
    const mayWait = expiry.type === 'till-cancel' || Date.parse(expiry.at) > nowMs;
    return state === 'placed' && stopOrderId !== null && ended === null && mayWait;
  });
}
