import type { LoggedStop } from '../../database/index.js';
import type { DoubtfulStop } from '../../domain/stop-matching.js';

/** What was written down goes out within 500 ms; a call that finds its line being opened leaves within its deadline of 3 s. */
const SENT_WITHIN_MS = 3_500;

/**
 * Times are told by the database's clock as how long ago they were: ours may be another.
 * @param putOnMs how far the wall clock was put on since it was sent: so much less time has passed than it says
 */
export function doubtfulStop(
  stop: Pick<LoggedStop, 'clientOrderId' | 'terms' | 'sentAgoMs' | 'sentAt' | 'firstSentAt' | 'keyUsed'>,
  {
    putOnMs = 0,
    nowMs = Date.now(),
    writtenDownAt = new Map<string, Date>(),
  }: {
    putOnMs?: number;
    nowMs?: number;
    /** Since when ids of the broker are known to be no doubt's, by the database's clock. */
    writtenDownAt?: ReadonlyMap<string, Date>;
  } = {},
): DoubtfulStop {
  const { clientOrderId, terms, sentAgoMs, sentAt, firstSentAt, keyUsed } = stop;
  const sentAtMs = nowMs - (sentAgoMs ?? 0);
  const betweenMs = sentAt && firstSentAt ? sentAt.getTime() - firstSentAt.getTime() : 0;
  const seenBefore = new Set(
    [...writtenDownAt].flatMap(([id, at]) => (firstSentAt && at < firstSentAt ? [id] : [])),
  );
  return {
    clientOrderId,
    terms,
    firstSentAtMs: sentAtMs - betweenMs,
    lastSentAtMs: sentAtMs + SENT_WITHIN_MS + Math.max(0, putOnMs),
    ...(keyUsed && { exists: true }),
    ...(seenBefore.size > 0 && { seenBefore }),
  };
}
