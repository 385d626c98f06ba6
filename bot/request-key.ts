import type { BotContext } from './context.js';

/** An update that is delivered again has the same key, so that it starts nothing twice. */
export const requestKeyOf = (ctx: BotContext): string => `telegram:${ctx.chat?.id}:${ctx.update.update_id}`;
