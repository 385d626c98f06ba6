import type { ListedInstrument } from '../../domain/listed-instrument.js';

/** An instrument as the broker lists it: a share, as far as nothing else is said. */
export const listed = (change: Partial<ListedInstrument> & { readonly uid: string }): ListedInstrument => ({
  figi: `figi-${change.uid}`,
  ticker: change.uid.toUpperCase(),
  classCode: 'TQBR',
  isin: '',
  name: change.uid,
  exchange: 'MOEX_PLUS',
  onMoex: true,
  kind: 'share',
  currency: 'RUB',
  lot: 10,
  apiTradable: true,
  buyAvailable: true,
  sellAvailable: true,
  shortEnabled: true,
  positionUid: `position-${change.uid}`,
  priceStep: '0.01',
  nominal: null,
  future: null,
  ...change,
});

/** A future of the underlying with that position. */
export const listedFuture = (
  uid: string,
  { lastTradeAt = '2027-03-18T16:00:00.000Z', of = 'sber' } = {},
): ListedInstrument =>
  listed({
    uid,
    kind: 'future',
    classCode: 'SPBFUT',
    exchange: 'FORTS_EVENING',
    lot: 1,
    priceStep: '1',
    future: {
      basicAsset: of.toUpperCase(),
      assetType: 'security',
      basicAssetPositionUid: `position-${of}`,
      basicAssetSize: '100',
      expiresAt: lastTradeAt,
      lastTradeAt,
      perpetual: false,
      marginToBuy: '5000',
      marginToSell: '5200.5',
    },
  });
