/** What an account is worth, in the words of `GetPortfolio`. Everything is in roubles. */
import type { PortfolioPosition, PortfolioResponse } from 'tinkoff-invest-api/dist/generated/operations.js';
import { averageCost, type PaperAccount, type PaperPosition } from '../accounts/account.js';
import { worthOf } from '../accounts/worth.js';
import type { Exchange } from '../exchange/exchange.js';
import { accruedInterest } from '../instruments/bonds.js';
import { type InstrumentKind, isFuture, roublesOf } from '../instruments/instrument.js';
import { divideRounded, NANO, toMoney, toQuotation } from '../money.js';
import { instrumentTypeOf } from './instrument-messages.js';
import { held } from './position-messages.js';

const NOTHING = toMoney(0n);

/** Roubles are a position of the portfolio too, under ids of their own. */
const ROUBLE = {
  figi: 'RUB000UTSTOM',
  positionUid: '33e24a92-aab0-409c-88b8-f2d57415b920',
  instrumentUid: 'a92e2e25-a698-45cc-a781-167cf465257c',
};

/**
 * Bonds are counted with their accrued interest. The total of futures is the value of the contracts; the portfolio
 * holds only what they have gained or lost since they were paid out, because nobody paid for them.
 */
export function toPortfolio(exchange: Exchange, account: PaperAccount): PortfolioResponse {
  const positions = held(account);
  const priceAndInterest = (position: PaperPosition): bigint => {
    const { instrument, amount } = position;
    const interest = accruedInterest(instrument, Date.now());
    return (roublesOf(instrument, exchange.lastTicks(instrument)) + interest) * BigInt(amount);
  };
  const totalOf = (kind: InstrumentKind): bigint =>
    positions
      .filter(({ instrument }) => instrument.details.kind === kind)
      .reduce((sum, position) => sum + priceAndInterest(position), 0n);
  const currencies = account.money + totalOf('currency');
  const paidFor = totalOf('share') + totalOf('bond') + totalOf('etf');
  const gains = positions.reduce((sum, position) => sum + gainOf(exchange, position), 0n);
  const futuresGains = positions
    .filter(({ instrument }) => isFuture(instrument))
    .reduce((sum, position) => sum + gainOf(exchange, position), 0n);
  const cost = positions.reduce((sum, position) => sum + sizeOf(position.cost), 0n);
  return {
    totalAmountShares: toMoney(totalOf('share')),
    totalAmountBonds: toMoney(totalOf('bond')),
    totalAmountEtf: toMoney(totalOf('etf')),
    totalAmountCurrencies: toMoney(currencies),
    totalAmountFutures: toMoney(totalOf('future')),
    expectedYield: toQuotation(cost === 0n ? 0n : (gains * 100n * NANO) / cost),
    positions: [roubles(account), ...positions.map((position) => toPosition(exchange, position))],
    accountId: account.id,
    totalAmountOptions: NOTHING,
    totalAmountSp: NOTHING,
    totalAmountPortfolio: toMoney(currencies + paidFor + futuresGains),
    virtualPositions: [],
    dailyYield: NOTHING,
    dailyYieldRelative: toQuotation(0n),
  };
}

const sizeOf = (nano: bigint): bigint => (nano < 0n ? -nano : nano);

/** What a position has gained since it was opened, accrued interest apart. */
function gainOf(exchange: Exchange, position: PaperPosition): bigint {
  const worth = worthOf(position, exchange.lastTicks);
  return isFuture(position.instrument) ? worth : worth - position.cost;
}

function toPosition(exchange: Exchange, position: PaperPosition): PortfolioPosition {
  const { instrument, amount, blocked } = position;
  const average = averageCost(position);
  const gain = gainOf(exchange, position);
  const lots = (securities: number) => toQuotation((BigInt(securities) * NANO) / BigInt(instrument.lot));
  return {
    figi: instrument.figi,
    instrumentType: instrumentTypeOf(instrument),
    quantity: { units: amount, nano: 0 },
    averagePositionPrice: toMoney(average),
    expectedYield: toQuotation(gain),
    currentNkd: toMoney(accruedInterest(instrument, Date.now())),
    averagePositionPricePt: isFuture(instrument)
      ? toQuotation(divideRounded(average * instrument.stepNano, instrument.tickValueNano))
      : undefined,
    currentPrice: toMoney(roublesOf(instrument, exchange.lastTicks(instrument))),
    averagePositionPriceFifo: toMoney(average),
    quantityLots: lots(amount),
    blocked: false,
    blockedLots: lots(blocked),
    positionUid: instrument.positionUid,
    instrumentUid: instrument.uid,
    varMargin: isFuture(instrument) ? toMoney(gain) : NOTHING,
    expectedYieldFifo: toQuotation(gain),
    dailyYield: NOTHING,
  };
}

const roubles = ({ money }: PaperAccount): PortfolioPosition => ({
  ...ROUBLE,
  instrumentType: 'currency',
  quantity: toQuotation(money),
  averagePositionPrice: toMoney(NANO),
  expectedYield: toQuotation(0n),
  currentNkd: NOTHING,
  averagePositionPricePt: undefined,
  currentPrice: toMoney(NANO),
  averagePositionPriceFifo: toMoney(NANO),
  quantityLots: toQuotation(money),
  blocked: false,
  blockedLots: toQuotation(0n),
  varMargin: NOTHING,
  expectedYieldFifo: toQuotation(0n),
  dailyYield: NOTHING,
});
