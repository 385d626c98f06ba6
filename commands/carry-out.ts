import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { addConfirmation, useConfirmation } from '../database/index.js';
import { checkArguments } from './arguments.js';
import type { CommandContext, CommandDefinition, CommandOutcome } from './define-command.js';
import { ConfirmationInvalidError } from './errors.js';

/** A question stays open so long. */
const CONFIRMATION_MS = 60_000;
const TOKEN_BYTES = 18;

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

/** What a token stands for. */
interface Question {
  readonly args: Record<string, unknown>;
  readonly preview: unknown;
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
  const used = await useConfirmation(context.db, {
    tokenHash: digest(confirm),
    actor: context.by,
    command: command.name,
  });
  const question = used?.arguments as Question | undefined;
  if (!question || (given !== undefined && !isDeepStrictEqual(given, question.args)))
    throw new ConfirmationInvalidError();
  // Not a spread: reading the broker while it is away fails, which must be left to the command that needs it.
  const agreed = Object.create(context, { agreed: { value: question.preview } }) as CommandContext;
  return command.run(checkArguments(command.arguments, question.args), agreed);
}

async function ask(
  command: CommandDefinition,
  args: Record<string, unknown>,
  context: CommandContext,
): Promise<CommandOutcome | ConfirmationRequired> {
  const shown = await command.preview?.(args, context);
  if (shown === undefined && command.confirm === 'when-needed') return command.run(args, context);
  // As it is stored and shown: what is undefined here is absent there.
  const preview: unknown = JSON.parse(JSON.stringify(shown ?? null));
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + CONFIRMATION_MS);
  const question: Question = { args, preview };
  await addConfirmation(context.db, {
    tokenHash: digest(token),
    actor: context.by,
    command: command.name,
    arguments: question,
    expiresAt,
  });
  return { kind: 'confirmation-required', preview, token, expiresAt };
}
