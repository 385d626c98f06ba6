import type { Database } from './connection.js';

/** Answers to requests that carried an idempotency key, so that a repeated one gets the first one's answer. */
export interface RequestIdentity {
  readonly actor: string;
  readonly key: string;
  /** A digest of what was asked: the same key with another request is a mistake to be told. */
  readonly fingerprint: string;
}

export type RequestState =
  /** First seen, or seen before without an answer (a crash, or still under way): carry it out; what it starts is found again by its request key. */
  | { readonly state: 'to-do' }
  | { readonly state: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly state: 'mismatch' };

export async function beginRequest(db: Database, identity: RequestIdentity): Promise<RequestState> {
  await db
    .insertInto('requests')
    .values(identity)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('requests')
    .selectAll()
    .where('actor', '=', identity.actor)
    .where('key', '=', identity.key)
    .executeTakeFirstOrThrow();
  if (row.fingerprint !== identity.fingerprint) return { state: 'mismatch' };
  return row.status === null ? { state: 'to-do' } : { state: 'answered', status: row.status, body: row.body };
}

export async function answerRequest(
  db: Database,
  identity: RequestIdentity,
  answer: { status: number; body: unknown },
): Promise<void> {
  await db
    .updateTable('requests')
    .set({ status: answer.status, body: JSON.stringify(answer.body) })
    .where('actor', '=', identity.actor)
    .where('key', '=', identity.key)
    .where('status', 'is', null)
    .execute();
}
