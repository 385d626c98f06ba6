import type { PaperAccount } from '../../paper/accounts/account.js';
import { Exchange } from '../../paper/exchange/exchange.js';
import { Recorder } from '../../paper/exchange/recorder.js';
import { loadCatalogue } from '../../paper/instruments/catalogue.js';
import type { Ledger } from '../../paper/ledger/ledger.js';
import { makeLadder } from '../../paper/market/ladder.js';
import { FIRST_ACCOUNT_ID } from '../../paper/state/state.js';
import { openStore } from '../../paper/state/store.js';
import { newDataDir } from './paper-client.js';

export const catalogue = loadCatalogue();

/** The core of the exchange without its servers: what is called is done when the call returns. */
export function openExchange(): { exchange: Exchange; account: PaperAccount; ledger: Ledger; close(): void } {
  const { dataDir, remove } = newDataDir();
  const store = openStore({ dataDir, catalogue });
  const { state, journal, ledger } = store;
  const exchange = new Exchange({
    state,
    catalogue,
    recorder: new Recorder(store),
    makeLadder: (instrument, midTicks) => makeLadder({ seed: '1', instrument, midTicks, nowMs: Date.now() }),
  });
  const account = exchange.account(FIRST_ACCOUNT_ID);
  if (!account) throw new Error('no account');
  return {
    exchange,
    account,
    ledger,
    close() {
      journal.close();
      remove();
    },
  };
}
