import { BotError, GrammyError, HttpError } from 'grammy';

/**
 * What a log may hold of a failure. The library's errors carry the message that was to be sent, the chat, and an
 * address with the token in it: none of that is for logs.
 */
export function loggable(error: unknown): object {
  if (error instanceof BotError) return loggable(error.error);
  if (error instanceof GrammyError)
    return { method: error.method, errorCode: error.error_code, description: error.description };
  if (error instanceof HttpError) {
    const { code, name } = error.error as { code?: unknown; name?: unknown };
    return { description: error.message, cause: code ?? name };
  }
  return { err: error };
}
