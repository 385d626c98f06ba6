import type { OrderStateHub } from '../broker/broker.js';

/**
 * While own orders were not heard of, they may have been executed or ended.
 * @returns a look that is true once after each break of their stream
 */
export function watchHearing(hub: Pick<OrderStateHub, 'live'>): () => boolean {
  let wasLive = false;
  return () => {
    const { live } = hub;
    const hasBroken = wasLive && !live;
    wasLive = live;
    return hasBroken;
  };
}
