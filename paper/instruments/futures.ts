import { Future, RealExchange } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { NANO, parseNano, roundToKopeck, toMoney, toQuotation } from '../money.js';
import { type Expiry, expiriesAround } from './expiries.js';
import { fairForward, fairIndex } from './fair-price.js';
import { identityOf } from './identity.js';
import { type FutureTerms, type PaperInstrument, roublesOf } from './instrument.js';

/** Stock futures by the share's ticker: prefix of the contract, shares in it. */
const STOCK_FUTURES = {
  SBER: ['SR', 100],
  GAZP: ['GZ', 100],
  LKOH: ['LK', 10],
  ROSN: ['RN', 100],
  SNGS: ['SN', 1000],
  SNGSP: ['SG', 1000],
  ALRS: ['AL', 100],
  AFLT: ['AF', 100],
  MOEX: ['ME', 100],
} as const;

/**
 * Quarters that are listed: the expired ones stay known, because positions and orders of old name them. Tickers come
 * again after ten years, of which five quarters are ahead.
 */
const FIRST_QUARTER = 2024 * 4 + 3;
const MOST_EXPIRED = 34;
const AHEAD = 5;
/** Parts of the price, in percent, that the exchange wants as a guarantee. */
const MARGIN_PERCENT = { buy: 17n, sell: 18n };
const PERPETUALS = ['SBER', 'GAZP'] as const;
const NEVER = new Date('2100-01-01T00:00:00Z');

/** The RTS index future is quoted in points that are worth dollars: the only one whose point is no rouble. */
const RTS = {
  prefix: 'RI',
  startPoints: 112_000n,
  stepNano: 10n * NANO,
  tickValueNano: parseNano('16.2715') ?? NANO,
};

/** Quarterly futures around today, and two perpetual ones. Contracts have a lot of 1, perpetuals of 100 shares. */
export function makeFutures(shares: ReadonlyMap<string, PaperInstrument>, nowMs: number): PaperInstrument[] {
  const expiries = expiriesAround(nowMs, { expired: expiredBy(nowMs), ahead: AHEAD });
  const shareOf = (ticker: string): PaperInstrument => {
    const share = shares.get(ticker);
    if (!share) throw new Error(`the futures need share ${ticker}, which is not listed`);
    return share;
  };
  return [
    ...Object.entries(STOCK_FUTURES).flatMap(([ticker, [prefix, size]]) =>
      expiries.map((expiry) => stockFuture({ share: shareOf(ticker), prefix, size, expiry, nowMs })),
    ),
    ...expiries.map((expiry) => indexFuture(expiry, nowMs)),
    ...PERPETUALS.map((ticker) => perpetual(shareOf(ticker))),
  ];
}

/** As many as there may have been since the exchange came into being. */
function expiredBy(nowMs: number): number {
  const now = new Date(nowMs);
  const quarter = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3);
  return Math.min(MOST_EXPIRED, Math.max(0, quarter - FIRST_QUARTER));
}

function stockFuture({
  share,
  prefix,
  size,
  expiry,
  nowMs,
}: {
  share: PaperInstrument;
  prefix: string;
  size: number;
  expiry: Expiry;
  nowMs: number;
}): PaperInstrument {
  const forward = fairForward({
    share,
    priceNano: roublesOf(share, share.startTicks),
    expiresAtMs: expiry.stocksAtMs,
    nowMs,
  });
  const isFarthest = expiry.position === AHEAD;
  return future({
    ticker: `${prefix}${expiry.code}`,
    figi: `FUT${share.ticker}${expiry.mmyy}`,
    name: `${share.ticker}-${expiry.label} ${share.name}`,
    expiry,
    terms: { underlyingPositionUid: share.positionUid, size, expiresAtMs: expiry.stocksAtMs },
    stepNano: NANO,
    tickValueNano: NANO,
    startTicks: Number((forward * BigInt(size)) / NANO),
    lot: 1,
    levelLots: expiry.position === 1 ? 60 : expiry.position === 2 ? 25 : 8,
    liquid: expiry.position === 1 || expiry.position === 2,
    message: {
      basicAsset: share.ticker,
      assetType: 'security',
      futuresType: 'physical_delivery',
      // A program must meet both: contracts that the broker does not let through, and some that cannot be shorted.
      apiTradeAvailableFlag: !(isFarthest && prefix === 'AF'),
      shortEnabledFlag: prefix !== 'SG',
    },
  });
}

const indexFuture = (expiry: Expiry, nowMs: number): PaperInstrument =>
  future({
    ticker: `${RTS.prefix}${expiry.code}`,
    figi: `FUTRTS${expiry.mmyy}`,
    name: `RTS-${expiry.label} Индекс РТС`,
    expiry,
    terms: { underlyingPositionUid: undefined, size: 1, expiresAtMs: expiry.indicesAtMs },
    stepNano: RTS.stepNano,
    tickValueNano: RTS.tickValueNano,
    startTicks: Number(
      fairIndex({
        nearNano: RTS.startPoints * NANO,
        nearAtMs: nowMs,
        farAtMs: expiry.indicesAtMs,
        nowMs,
      }) / RTS.stepNano,
    ),
    lot: 1,
    levelLots: 20,
    liquid: expiry.position === 1 || expiry.position === 2,
    message: { basicAsset: 'RTS', assetType: 'index', futuresType: 'cash_settlement' },
  });

/** Quoted per share, like the share itself, with a lot of 100. */
const perpetual = (share: PaperInstrument): PaperInstrument =>
  future({
    ticker: `${share.ticker}F`,
    figi: `FUT${share.ticker}F00000`,
    name: `${share.ticker}F ${share.name} (вечный)`,
    expiry: undefined,
    terms: { underlyingPositionUid: share.positionUid, size: 1, expiresAtMs: undefined },
    stepNano: share.stepNano,
    tickValueNano: share.tickValueNano,
    startTicks: share.startTicks,
    lot: 100,
    levelLots: 40,
    liquid: true,
    message: {
      basicAsset: share.ticker,
      assetType: 'security',
      futuresType: 'cash_settlement',
    },
  });

function future({
  expiry,
  terms,
  message,
  ...facts
}: Pick<
  PaperInstrument,
  'ticker' | 'figi' | 'name' | 'stepNano' | 'tickValueNano' | 'startTicks' | 'lot' | 'levelLots' | 'liquid'
> & {
  expiry: Expiry | undefined;
  terms: FutureTerms;
  message: Partial<Future>;
}): PaperInstrument {
  const { uid, positionUid } = identityOf(facts.figi);
  const priceNano = BigInt(facts.startTicks) * facts.tickValueNano;
  const buyNano = roundToKopeck((priceNano * MARGIN_PERCENT.buy) / 100n);
  const sellNano = roundToKopeck((priceNano * MARGIN_PERCENT.sell) / 100n);
  const common = { classCode: 'SPBFUT', currency: 'rub', isin: '', uid, positionUid };
  return {
    ...facts,
    ...common,
    margin: { kind: 'per-contract', buyNano, sellNano },
    details: {
      kind: 'future',
      terms,
      message: {
        ...Future.decode(new Uint8Array()),
        ...common,
        figi: facts.figi,
        ticker: facts.ticker,
        name: facts.name,
        lot: facts.lot,
        exchange: 'FORTS_EVENING',
        realExchange: RealExchange.REAL_EXCHANGE_MOEX,
        firstTradeDate: expiry
          ? new Date(expiry.day.getTime() - 700 * 86_400_000)
          : new Date('2023-01-01T00:00:00Z'),
        lastTradeDate: expiry?.day ?? NEVER,
        expirationDate: expiry ? new Date(expiry.day.getTime() + 86_400_000) : NEVER,
        basicAssetSize: { units: terms.size, nano: 0 },
        basicAssetPositionUid: terms.underlyingPositionUid ?? '',
        countryOfRisk: 'RU',
        countryOfRiskName: 'Российская Федерация',
        buyAvailableFlag: true,
        sellAvailableFlag: true,
        apiTradeAvailableFlag: true,
        shortEnabledFlag: true,
        weekendFlag: true,
        minPriceIncrement: toQuotation(facts.stepNano),
        minPriceIncrementAmount: toQuotation(facts.tickValueNano),
        initialMarginOnBuy: toMoney(buyNano),
        initialMarginOnSell: toMoney(sellNano),
        ...message,
      },
    },
  };
}
