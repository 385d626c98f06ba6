import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentsServiceDefinition, type Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  type GetLastPricesRequest,
  LastPriceType,
  MarketDataServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { fromOrderBookAnswer, fromTradingStatusAnswer } from './book-conversions.js';
import type { InstrumentReader } from './broker.js';
import type { GrpcClients } from './grpc/client.js';
import { fromQuotation } from './quotation.js';

const CATALOGUE_LIFE_MS = 3_600_000;
const BOOK_DEPTH = 10;

interface Catalogue {
  readonly byTicker: ReadonlyMap<string, Instrument>;
  readonly byUid: ReadonlyMap<string, Instrument>;
  readonly readAtMs: number;
}

export interface CachedInstruments extends InstrumentReader {
  /** Securities in a lot, when the catalogue is already read. */
  lotOf(uid: string): number | undefined;
}

/** The catalogue is read once an hour and kept small; market data by unary calls is for commands, not for executors. */
export function createInstruments(clients: GrpcClients): CachedInstruments {
  const instruments = clients.of(InstrumentsServiceDefinition, 'read');
  const marketData = clients.of(MarketDataServiceDefinition, 'read');
  let catalogue: Promise<Catalogue> | undefined;
  let known: Catalogue | undefined;

  const load = async (): Promise<Catalogue> => {
    const answer = await instruments.shares({ instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL });
    const all = answer.instruments.filter((share) => share.minPriceIncrement && share.lot > 0).map(fromShare);
    const byTicker = new Map<string, Instrument>();
    for (const each of all) {
      const key = each.ticker.toUpperCase();
      const other = byTicker.get(key);
      if (!other || rank(each) > rank(other)) byTicker.set(key, each);
    }
    known = { byTicker, byUid: new Map(all.map((each) => [each.uid, each])), readAtMs: Date.now() };
    return known;
  };
  const current = async (): Promise<Catalogue> => {
    if (known && Date.now() - known.readAtMs < CATALOGUE_LIFE_MS) return known;
    catalogue ??= load().finally(() => {
      catalogue = undefined;
    });
    // What was read an hour ago is better than nothing while the broker is away.
    return known ? catalogue.catch(() => known as Catalogue) : catalogue;
  };

  return {
    async byTicker(ticker) {
      return (await current()).byTicker.get(ticker.trim().toUpperCase());
    },
    async byUid(uid) {
      return (await current()).byUid.get(uid);
    },
    lotOf: (uid) => known?.byUid.get(uid)?.lot,
    async lastPrices(uids) {
      const request: GetLastPricesRequest = {
        figi: [],
        instrumentId: [...uids],
        lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
      };
      const { lastPrices } = await marketData.getLastPrices(request);
      return new Map(
        lastPrices.flatMap(({ instrumentUid, price }): [string, Decimal][] => {
          const value = price && fromQuotation(price);
          return value && !value.isZero() ? [[instrumentUid, value]] : [];
        }),
      );
    },
    async book(uid) {
      return fromOrderBookAnswer(await marketData.getOrderBook({ instrumentId: uid, depth: BOOK_DEPTH }));
    },
    async status(uid) {
      return fromTradingStatusAnswer(await marketData.getTradingStatus({ instrumentId: uid }));
    },
  };
}

const fromShare = (share: Share): Instrument => ({
  uid: share.uid,
  figi: share.figi,
  ticker: share.ticker,
  classCode: share.classCode,
  name: share.name,
  kind: 'share',
  currency: share.currency.toUpperCase(),
  lot: share.lot,
  priceStep: fromQuotation(share.minPriceIncrement ?? { units: 0, nano: 0 }),
  apiTradable: share.apiTradeAvailableFlag,
  buyAvailable: share.buyAvailableFlag,
  sellAvailable: share.sellAvailableFlag,
});

/** Of several boards with one ticker: what can be traded by API, then roubles. */
const rank = ({ apiTradable, currency }: Instrument): number =>
  (apiTradable ? 2 : 0) + (currency === 'RUB' ? 1 : 0);
