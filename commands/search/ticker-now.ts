/** All that is known of one ticker: the instrument, its market, and what makes a spread with it. */
import { type CatalogueEntry, instrumentsByTicker, isDatabaseUnavailable } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { CommandDependencies } from '../define-command.js';
import { UnknownTickerError } from '../errors.js';
import { marginNow } from '../order-cost.js';
import { type Partnership, partnersOf } from '../spread/partners.js';
import { findInstrument, tickerToKeep } from './find-instrument.js';
import { factsOf, type PartnerJson, type TickerJson } from './ticker-json.js';

type Reader = Pick<CommandDependencies, 'broker' | 'db' | 'mode'>;

/** @throws UnknownTickerError for what is not in the catalogue either, TickerAmbiguousError */
export async function tickerNow(ticker: string, reader: Reader): Promise<TickerJson> {
  try {
    return await listedNow(await findInstrument(reader.broker, ticker), reader);
  } catch (error) {
    if (!(error instanceof UnknownTickerError)) throw error;
    const entry = await entryOf(ticker, reader);
    if (!entry) throw error;
    return keptJson(entry);
  }
}

async function listedNow(instrument: Instrument, { broker }: Reader): Promise<TickerJson> {
  const { uid, priceStep, bond, future } = instrument;
  const { instruments } = broker;
  const [prices, book, { status, tradable }, margin, partners] = await Promise.all([
    instruments.lastPrices([uid]),
    instruments.book(uid),
    instruments.status(uid),
    marginNow(instrument, broker),
    partnersOf(instrument, broker),
  ]);
  const underlying = partners.find(({ partner }) => !partner.future)?.partner.ticker ?? future?.basicAsset;
  return {
    ...factsOf(instrument),
    ...{ active: true, goneAt: null },
    priceStep: priceStep.toFixed(),
    accruedInterest: bond?.accruedInterest.toFixed() ?? null,
    underlying: (future && underlying) ?? null,
    contractSize: future?.basicAssetSize.toFixed() ?? null,
    expiresAt: future?.expiresAt.toISOString() ?? null,
    lastTradeAt: future?.lastTradeAt.toISOString() ?? null,
    perpetual: future?.perpetual ?? null,
    marginToBuy: margin?.toBuy?.toFixed() ?? null,
    marginToSell: margin?.toSell?.toFixed() ?? null,
    lastPrice: prices.get(uid)?.toFixed() ?? null,
    bestBid: book.bids[0]?.price.toFixed() ?? null,
    bestAsk: book.asks[0]?.price.toFixed() ?? null,
    ...{ status, tradable },
    partners: await Promise.all(partners.map((each) => partnerJson(each, broker))),
  };
}

async function partnerJson(
  { far, near, ratio, partner }: Partnership,
  broker: Reader['broker'],
): Promise<PartnerJson> {
  const [farTicker, nearTicker] = [await tickerToKeep(broker, far), await tickerToKeep(broker, near)];
  return {
    ticker: partner === far ? farTicker : nearTicker,
    name: partner.name,
    ...{ farTicker, nearTicker },
    ratio: ratio.toFixed(),
    lastTradeAt: far.future?.lastTradeAt.toISOString() ?? null,
    apiTradable: partner.apiTradable,
  };
}

/** What the catalogue keeps of a ticker that is not traded here, or not any more; undefined while the database is away. */
async function entryOf(ticker: string, { db, mode }: Reader): Promise<CatalogueEntry | undefined> {
  try {
    return (await instrumentsByTicker(db, mode, ticker))[0];
  } catch (error) {
    if (isDatabaseUnavailable(error)) return undefined;
    throw error;
  }
}

function keptJson({ listed, active, goneAt }: CatalogueEntry): TickerJson {
  const { priceStep, future } = listed;
  return {
    ...factsOf(listed),
    ...{ active, goneAt: goneAt?.toISOString() ?? null, priceStep },
    accruedInterest: null,
    underlying: future?.basicAsset ?? null,
    contractSize: future?.basicAssetSize ?? null,
    expiresAt: future?.expiresAt ?? null,
    lastTradeAt: future?.lastTradeAt ?? null,
    perpetual: future?.perpetual ?? null,
    marginToBuy: future?.marginToBuy ?? null,
    marginToSell: future?.marginToSell ?? null,
    ...{ lastPrice: null, bestBid: null, bestAsk: null, status: null },
    tradable: false,
    partners: [],
  };
}
