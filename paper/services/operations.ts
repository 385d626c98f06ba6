import type {
  OperationsServiceImplementation,
  PortfolioPosition,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { averageCost, freeMoney, type PaperPosition } from '../accounts/account.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { NANO, toMoney, toQuotation } from '../money.js';
import { accountOf } from './lookups.js';

const NOTHING = toMoney(0n);

export const createOperationsService = (
  exchange: Exchange,
): Partial<OperationsServiceImplementation<PaperContext>> => ({
  async getPositions({ accountId }) {
    const account = accountOf(exchange, accountId);
    return {
      money: [toMoney(freeMoney(account))],
      blocked: account.blocked === 0n ? [] : [toMoney(account.blocked)],
      securities: held(account.positions).map(({ instrument, amount, blocked }) => ({
        figi: instrument.figi,
        blocked,
        balance: amount - blocked,
        positionUid: instrument.positionUid,
        instrumentUid: instrument.uid,
        exchangeBlocked: false,
        instrumentType: 'share',
      })),
      limitsLoadingInProgress: false,
      futures: [],
      options: [],
      accountId: account.id,
    };
  },

  async getPortfolio({ accountId }) {
    const account = accountOf(exchange, accountId);
    const positions = held(account.positions);
    const shares = positions.reduce((sum, position) => sum + worthOf(exchange, position), 0n);
    const cost = positions.reduce((sum, position) => sum + position.cost, 0n);
    const costSize = cost < 0n ? -cost : cost;
    return {
      totalAmountShares: toMoney(shares),
      totalAmountBonds: NOTHING,
      totalAmountEtf: NOTHING,
      totalAmountCurrencies: toMoney(account.money),
      totalAmountFutures: NOTHING,
      expectedYield: toQuotation(costSize === 0n ? 0n : ((shares - cost) * 100n * NANO) / costSize),
      positions: [
        currencyPosition(account.money),
        ...positions.map((position) => sharePosition(exchange, position)),
      ],
      accountId: account.id,
      totalAmountOptions: NOTHING,
      totalAmountSp: NOTHING,
      totalAmountPortfolio: toMoney(account.money + shares),
      virtualPositions: [],
      dailyYield: NOTHING,
      dailyYieldRelative: toQuotation(0n),
    };
  },
});

const held = (positions: ReadonlyMap<string, PaperPosition>): PaperPosition[] =>
  [...positions.values()].filter(({ amount, blocked }) => amount !== 0 || blocked !== 0);

const priceNano = (exchange: Exchange, { instrument }: PaperPosition): bigint =>
  BigInt(exchange.listing(instrument).lastTicks) * instrument.tickValueNano;

const worthOf = (exchange: Exchange, position: PaperPosition): bigint =>
  priceNano(exchange, position) * BigInt(position.amount);

function sharePosition(exchange: Exchange, position: PaperPosition): PortfolioPosition {
  const { instrument, amount, blocked, cost } = position;
  const average = toMoney(averageCost(position));
  const expected = toQuotation(worthOf(exchange, position) - cost);
  const lots = (securities: number) => toQuotation((BigInt(securities) * NANO) / BigInt(instrument.lot));
  return {
    figi: instrument.figi,
    instrumentType: 'share',
    quantity: { units: amount, nano: 0 },
    averagePositionPrice: average,
    expectedYield: expected,
    currentNkd: NOTHING,
    averagePositionPricePt: undefined,
    currentPrice: toMoney(priceNano(exchange, position)),
    averagePositionPriceFifo: average,
    quantityLots: lots(amount),
    blocked: false,
    blockedLots: lots(blocked),
    positionUid: instrument.positionUid,
    instrumentUid: instrument.uid,
    varMargin: NOTHING,
    expectedYieldFifo: expected,
    dailyYield: NOTHING,
  };
}

/** Roubles are a position of the portfolio too, under ids of their own. */
const currencyPosition = (money: bigint): PortfolioPosition => ({
  figi: 'RUB000UTSTOM',
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
  positionUid: '33e24a92-aab0-409c-88b8-f2d57415b920',
  instrumentUid: 'a92e2e25-a698-45cc-a781-167cf465257c',
  varMargin: NOTHING,
  expectedYieldFifo: toQuotation(0n),
  dailyYield: NOTHING,
});
