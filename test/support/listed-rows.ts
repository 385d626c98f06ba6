/** The table of the catalogue, filled as a reading of the paper exchange's lists fills it. */
import type { Database } from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import { searchTextOf } from '../../domain/search-text.js';
import { loadCatalogue } from '../../paper/instruments/catalogue.js';
import type { PaperInstrument } from '../../paper/instruments/instrument.js';

/** Everything that the paper exchange lists: shares, bonds and currencies as they were recorded, and the futures of these days. */
export const paperListing = (): ListedInstrument[] => loadCatalogue().all.map(listedOf);

function listedOf({ details: { kind, message }, ...each }: PaperInstrument): ListedInstrument {
  const terms = kind === 'future' ? message : undefined;
  return {
    uid: each.uid,
    figi: each.figi,
    ticker: each.ticker,
    classCode: each.classCode,
    isin: each.isin,
    name: each.name,
    exchange: message.exchange,
    onMoex: true,
    kind,
    currency: each.currency.toUpperCase(),
    lot: each.lot,
    apiTradable: message.apiTradeAvailableFlag,
    buyAvailable: message.buyAvailableFlag,
    sellAvailable: message.sellAvailableFlag,
    shortEnabled: message.shortEnabledFlag,
    positionUid: each.positionUid,
    priceStep: '0.01',
    nominal: null,
    future: terms
      ? {
          basicAsset: terms.basicAsset,
          assetType: terms.assetType,
          basicAssetPositionUid: terms.basicAssetPositionUid,
          basicAssetSize: String(terms.basicAssetSize?.units ?? 1),
          expiresAt: terms.expirationDate?.toISOString() ?? '',
          lastTradeAt: terms.lastTradeDate?.toISOString() ?? '',
          perpetual: false,
          marginToBuy: null,
          marginToSell: null,
        }
      : null,
  };
}

export async function listRows(
  db: Database,
  listed: readonly ListedInstrument[],
  { mode = 'paper', goneAt = null }: { readonly mode?: string; readonly goneAt?: Date | null } = {},
): Promise<void> {
  await db
    .insertInto('instruments')
    .values(
      listed.map((each) => ({
        mode,
        uid: each.uid,
        figi: each.figi,
        ticker: each.ticker,
        class_code: each.classCode,
        isin: each.isin,
        name: each.name,
        kind: each.kind,
        currency: each.currency,
        position_uid: each.positionUid,
        basic_asset_position_uid: each.future?.basicAssetPositionUid ?? null,
        last_trade_at: each.future ? new Date(each.future.lastTradeAt) : null,
        active: goneAt === null,
        gone_at: goneAt,
        listing: JSON.stringify(each),
        search: searchTextOf(each),
      })),
    )
    .execute();
}
