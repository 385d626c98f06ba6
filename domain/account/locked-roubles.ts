import { Decimal } from '../decimal.js';

/** Roubles. */
export interface ToldRoubles {
  readonly free: Decimal;
  /** In orders. */
  readonly blocked: Decimal;
  /** What futures lock; undefined where it is not told. */
  readonly guarantee: Decimal | undefined;
  /** All roubles by the portfolio, which may be some seconds behind; undefined where they are not told. */
  readonly roubles: Decimal | undefined;
}

/**
 * What futures lock besides what is told as free and as blocked. Nothing says whether the broker counts it among the
 * blocked ones: of both the one that comes nearer to all roubles.
 */
export function besides({ free, blocked, guarantee, roubles }: ToldRoubles): Decimal {
  const none = new Decimal(0);
  if (!guarantee || !roubles) return guarantee ?? none;
  const rest = roubles.sub(free).sub(blocked);
  return rest.abs().lt(rest.sub(guarantee).abs()) ? none : guarantee;
}
