import type { Direction } from '../order.js';

/** What the legs are ordered in: selling a spread sells the far leg and buys the near one. */
export const directionsOf = (sell: boolean): { readonly far: Direction; readonly near: Direction } =>
  sell ? { far: 'sell', near: 'buy' } : { far: 'buy', near: 'sell' };
