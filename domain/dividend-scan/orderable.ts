import type { Instrument } from '../instrument.js';

/** The broker takes orders of it both ways: whoever buys a spread wants to leave it again. */
export const isOrderable = ({
  apiTradable,
  buyAvailable,
  sellAvailable,
}: Pick<Instrument, 'apiTradable' | 'buyAvailable' | 'sellAvailable'>): boolean =>
  apiTradable && buyAvailable && sellAvailable;
