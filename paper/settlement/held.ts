import type { Exchange } from '../exchange/exchange.js';
import type { PaperInstrument } from '../instruments/instrument.js';

/** Whatever any account holds, or is short of. */
export const heldInstruments = ({ state }: Exchange): Set<PaperInstrument> =>
  new Set(
    [...state.accounts.values()].flatMap(({ positions }) =>
      [...positions.values()].filter(({ amount }) => amount !== 0).map(({ instrument }) => instrument),
    ),
  );
