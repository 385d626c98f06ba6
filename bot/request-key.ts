import type { BotContext } from './context.js';

/** An update that is delivered again has the same key, so that it starts nothing twice. */
export const requestKeyOf = (ctx: BotContext): string => `telegram:${ctx.chat?.id}:${ctx.update.update_id}`;

/**
 * Of a button that may be pressed once: each press is an update of its own, and people press again while they wait, or
 * where another press brought it back.
 */
export const buttonKeyOf = (ctx: BotContext): string =>
  `telegram:${ctx.chat?.id}:message ${ctx.msg?.message_id}:${ctx.callbackQuery?.data}`;
