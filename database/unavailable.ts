/** SQLSTATE classes of a server that is away, starting, ending, out of room, or too slow for our time limit. */
const AWAY_CLASSES = new Set(['08', '53', '57', '58']);
const NETWORK_CODES = /^(ECONN|ETIMEDOUT|EHOST|ENET|EPIPE|ENOTFOUND|EAI_AGAIN)/;
/** What pg and its pool say without a code. */
const WORDS =
  /^(connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error)/i;

/** Whether a statement failed because the database does not answer now, and not for what was asked of it. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string')
    return NETWORK_CODES.test(code) || (code.length === 5 && AWAY_CLASSES.has(code.slice(0, 2)));
  return typeof message === 'string' && WORDS.test(message);
}

/** A unique index holds the same value of another row. */
export const isTakenByAnother = (error: unknown): boolean =>
  ((error ?? {}) as { readonly code?: unknown }).code === '23505';

/** The server has no such function, e.g. of an extension that is not there. */
export const isUnknownFunction = (error: unknown): boolean =>
  ((error ?? {}) as { readonly code?: unknown }).code === '42883';

/** SQLSTATE classes of a value, a row or a statement that the database will never take. */
const REFUSED_CLASSES = new Set(['21', '22', '23', '42', '44']);

/** Whether a statement failed for what was asked of it, so that no repeat helps. */
export function isRefusedByDatabase(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && code.length === 5 && REFUSED_CLASSES.has(code.slice(0, 2));
}
