/**
 * The legs whose orders only make a position neutral, by kind of task. What buys or sells one instrument has nothing
 * to be neutral with. Whatever holds other orders back (a halt, a limit) asks here.
 */
const HEDGE_LEGS: Readonly<Record<string, readonly string[]>> = { spread: ['near'] };

export const isHedge = ({ kind, leg }: { readonly kind: string; readonly leg: string }): boolean =>
  HEDGE_LEGS[kind]?.includes(leg) ?? false;
