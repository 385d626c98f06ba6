/** All that the broker lists, as plain data for the catalogue in the database. */
import type {
  Bond,
  Currency,
  Etf,
  Future,
  InstrumentsServiceClient,
  Share,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import type { Decimal } from '../domain/decimal.js';
import type { ListedFuture, ListedInstrument } from '../domain/listed-instrument.js';
import { ALL, ifServed, type OnMissing } from './catalogue.js';
import { aboveZero, common, futureTermsOf } from './instrument-conversions.js';
import { stepOfBond } from './price-scale.js';

export type ListingClient = Pick<
  InstrumentsServiceClient,
  'shares' | 'bonds' | 'futures' | 'etfs' | 'currencies'
>;

/** One call a kind. What has no step or no lot is listed too: people may look for it, and find why it is not traded. */
export async function readListing({
  client,
  onMissing,
}: {
  readonly client: ListingClient;
  readonly onMissing: OnMissing;
}): Promise<ListedInstrument[]> {
  const served = ifServed<ListedInstrument>(onMissing);
  const kinds = await Promise.all([
    served('share', async () => (await client.shares(ALL)).instruments.map(ofPrice('share'))),
    served('bond', async () => (await client.bonds(ALL)).instruments.map(listedBond)),
    served('etf', async () => (await client.etfs(ALL)).instruments.map(ofPrice('etf'))),
    served('future', async () => (await client.futures(ALL)).instruments.map(listedFuture)),
    served('currency', async () => (await client.currencies(ALL)).instruments.map(ofPrice('currency'))),
  ]);
  return kinds.flatMap((kind) => kind ?? []);
}

const textOf = (value: Decimal | undefined): string | null => value?.toFixed() ?? null;

const ofPrice =
  (kind: 'share' | 'etf' | 'currency') =>
  (raw: Share | Etf | Currency): ListedInstrument => ({
    ...common(raw),
    kind,
    priceStep: textOf(aboveZero(raw.minPriceIncrement)),
    nominal: null,
    future: null,
  });

function listedBond(bond: Bond): ListedInstrument {
  const [pointStep, nominal] = [aboveZero(bond.minPriceIncrement), aboveZero(bond.nominal)];
  return {
    ...common(bond),
    currency: (bond.nominal?.currency || bond.currency).toUpperCase(),
    kind: 'bond',
    priceStep: textOf(pointStep && nominal && stepOfBond(pointStep, nominal)),
    nominal: textOf(nominal),
    future: null,
  };
}

const listedFuture = (future: Future): ListedInstrument => ({
  ...common(future),
  kind: 'future',
  priceStep: textOf(aboveZero(future.minPriceIncrementAmount)),
  nominal: null,
  future: termsOf(future),
});

function termsOf(future: Future): ListedFuture | null {
  const terms = futureTermsOf(future);
  if (!terms) return null;
  const { basicAsset, assetType, basicAssetPositionUid, basicAssetSize, perpetual, margin } = terms;
  return {
    basicAsset,
    assetType,
    basicAssetPositionUid,
    basicAssetSize: basicAssetSize.toFixed(),
    expiresAt: terms.expiresAt.toISOString(),
    lastTradeAt: terms.lastTradeAt.toISOString(),
    perpetual,
    marginToBuy: textOf(margin.toBuy),
    marginToSell: textOf(margin.toSell),
  };
}
