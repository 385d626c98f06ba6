import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { addConfirmation, useConfirmation } from '../database/index.js';
import { checkArguments } from './arguments.js';
import type { CommandContext, CommandDefinition, CommandOutcome } from './define-command.js';
import { ConfirmationInvalidError } from './errors.js';

/** A question stays open so long. */
const CONFIRMATION_MS = 60_000;

export interface Asked {
  readonly command: CommandDefinition;
  readonly args: unknown;
  /** The token of a confirmation; without arguments, those that were confirmed are carried out. */
  readonly confirm?: string | undefined;
}

export interface ConfirmationRequired {
  readonly kind: 'confirmation-required';
  readonly preview: unknown;
  /** Single-use; shown once and kept only as a digest. */
  readonly token: string;
  readonly expiresAt: Date;
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Checks the arguments, asks for consent where the command wants it, and carries it out.
 * @throws CommandError, or an error of tasks/ or broker/.
 */
export async function carryOut(
  { command, args, confirm }: Asked,
  context: CommandContext,
): Promise<CommandOutcome | ConfirmationRequired> {
  if (confirm === undefined) {
    const checked = checkArguments(command.arguments, args ?? {});
    return command.confirm ? ask(command, checked, context) : command.run(checked, context);
  }
  const given = args === undefined ? undefined : checkArguments(command.arguments, args);
  const confirmed = await useConfirmation(context.db, {
    tokenHash: digest(confirm),
    actor: context.by,
    command: command.name,
  });
  if (!confirmed || (given !== undefined && !isDeepStrictEqual(given, confirmed.arguments)))
    throw new ConfirmationInvalidError();
  return command.run(checkArguments(command.arguments, confirmed.arguments), context);
}

async function ask(
  command: CommandDefinition,
  args: Record<string, unknown>,
  context: CommandContext,
): Promise<ConfirmationRequired> {
  const preview = await command.preview?.(args, context);
  const token = randomBytes(18).toString('base64url');
  const expiresAt = new Date(Date.now() + CONFIRMATION_MS);
  await addConfirmation(context.db, {
    tokenHash: digest(token),
    actor: context.by,
    command: command.name,
    arguments: args,
    expiresAt,
  });
  return { kind: 'confirmation-required', preview, token, expiresAt };
}
