import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentsServiceDefinition, type Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  type GetLastPricesRequest,
  LastPriceType,
  MarketDataServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Decimal } from '../domain/decimal.js';
import type { Instrument, TradingStatus } from '../domain/instrument.js';
import { fromOrderBookAnswer, fromTradingStatusAnswer } from './book-conversions.js';
import type { InstrumentReader } from './broker.js';
import type { GrpcClients } from './grpc/client.js';
import { fromQuotation } from './quotation.js';

const CATALOGUE_LIFE_MS = 3_600_000;
const BOOK_DEPTH = 10;
/** The contract's limit. */
const STATUSES_A_CALL = 100;

interface Catalogue {
  readonly byTicker: ReadonlyMap<string, Instrument>;
  readonly byUid: ReadonlyMap<string, Instrument>;
  readonly readAtMs: number;
}

export interface CachedInstruments extends InstrumentReader {
  /** Securities in a lot; undefined for what the catalogue does not hold, or while it cannot be read. */
  lotOf(uid: string): Promise<number | undefined>;
  /** Trading statuses by instrument uid, as few calls as the contract allows. */
  statuses(uids: readonly string[]): Promise<ReadonlyMap<string, TradingStatus>>;
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
    // A lot seen before is good even when the catalogue is due for another reading.
    lotOf: async (uid) =>
      (known?.byUid.get(uid) ?? (await current().catch(() => undefined))?.byUid.get(uid))?.lot,
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
    async statuses(uids) {
      const found = new Map<string, TradingStatus>();
      for (let from = 0; from < uids.length; from += STATUSES_A_CALL) {
        const instrumentId = uids.slice(from, from + STATUSES_A_CALL);
        const { tradingStatuses } = await marketData.getTradingStatuses({ instrumentId });
        for (const each of tradingStatuses) found.set(each.instrumentUid, fromTradingStatusAnswer(each));
      }
      return found;
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

/** The board where the exchange's own shares trade. */
const MAIN_BOARD = 'TQBR';

/** Of several boards with one ticker: what can be traded by API, then roubles, then the main one. */
const rank = ({ apiTradable, currency, classCode }: Instrument): number =>
  (apiTradable ? 4 : 0) + (currency === 'RUB' ? 2 : 0) + (classCode === MAIN_BOARD ? 1 : 0);
