import type { Database } from './connection.js';

export interface Confirmation {
  /** SHA-256 of the token, hex; the token itself is never kept. */
  readonly tokenHash: string;
  readonly actor: string;
  readonly command: string;
  readonly arguments: unknown;
  readonly expiresAt: Date;
}

export async function addConfirmation(db: Database, confirmation: Confirmation): Promise<void> {
  await db
    .insertInto('confirmations')
    .values({
      token_hash: confirmation.tokenHash,
      actor: confirmation.actor,
      command: confirmation.command,
      arguments: JSON.stringify(confirmation.arguments),
      expires_at: confirmation.expiresAt,
    })
    .execute();
}

/**
 * Uses a token up. @returns the arguments that were confirmed, or undefined when the token is unknown, used,
 * expired, another person's, or for another command.
 */
export async function useConfirmation(
  db: Database,
  use: { tokenHash: string; actor: string; command: string },
): Promise<{ arguments: unknown } | undefined> {
  const row = await db
    .updateTable('confirmations')
    .set({ used_at: new Date() })
    .where('token_hash', '=', use.tokenHash)
    .where('actor', '=', use.actor)
    .where('command', '=', use.command)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .returning('arguments')
    .executeTakeFirst();
  return row && { arguments: row.arguments };
}
