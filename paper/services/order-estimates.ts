/** What an order would cost, and how large it may be, without placing it. */
import type {
  GetMaxLotsRequest,
  GetMaxLotsResponse,
  GetOrderPriceRequest,
  GetOrderPriceResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { freeMoney, type PaperAccount } from '../accounts/account.js';
import { correctedMargin, liquidPortfolio, shortsWorth } from '../accounts/worth.js';
import { ContractError, Refusal } from '../errors.js';
import { checkValue } from '../exchange/checks.js';
import { checkCover } from '../exchange/cover.js';
import type { Exchange } from '../exchange/exchange.js';
import { payableValue, worstPrice } from '../exchange/order-prices.js';
import { accruedInterest } from '../instruments/bonds.js';
import { hasEnded, isFuture, lotsValue, type PaperInstrument, ticksOf } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { larger, toMoney, toQuotation } from '../money.js';
import { commissionOf } from '../state/order.js';
import { accountOf, instrumentNamed } from './lookups.js';
import { directionOf, lotsOf, priceOfRequest } from './order-requests.js';

const NOTHING = toMoney(0n);
/** More than anybody could pay for. */
const MOST_LOTS = 2 ** 40;

/** At the last price when none is given. */
function ticksAt(
  exchange: Exchange,
  instrument: PaperInstrument,
  price: { units: number; nano: number } | undefined,
): number {
  const nano = priceOfRequest(price);
  if (nano === undefined || nano === 0n) return exchange.listing(instrument).lastTicks;
  if (nano < 0n && !isFuture(instrument)) throw new ContractError(Refusal.priceNotPositive);
  const ticks = ticksOf(instrument, nano);
  if (ticks === undefined) throw new ContractError(Refusal.wrongStep);
  return ticks;
}

/** @throws ContractError for what has no market: nothing could be said in roubles. */
function pricedInstrument(exchange: Exchange, { instrumentId }: { instrumentId: string }): PaperInstrument {
  const instrument = instrumentNamed(exchange, instrumentId);
  if (instrument.listedOnly) throw new ContractError(Refusal.notByApi);
  return instrument;
}

export function orderPrice(exchange: Exchange, request: GetOrderPriceRequest): GetOrderPriceResponse {
  accountOf(exchange, request.accountId);
  const instrument = pricedInstrument(exchange, request);
  const side = directionOf(request.direction);
  const lots = lotsOf(request.quantity);
  const value = lotsValue(instrument, lots, ticksAt(exchange, instrument, request.price));
  const commission = commissionOf(value);
  const securities = BigInt(lots * instrument.lot);
  const interest = securities * accruedInterest(instrument, exchange.nowMs);
  const { margin } = instrument;
  const guarantee =
    margin.kind === 'per-contract' ? securities * (side === 'buy' ? margin.buyNano : margin.sellNano) : 0n;
  const cost = isFuture(instrument) ? guarantee : value + interest;
  return {
    // What a sale brings is less by the commission, what the other orders take is more.
    totalOrderAmount: toMoney(
      side === 'sell' && !isFuture(instrument) ? cost - commission : cost + commission,
    ),
    initialOrderAmount: toMoney(value),
    lotsRequested: lots,
    executedCommission: toMoney(commission),
    executedCommissionRub: toMoney(commission),
    serviceCommission: NOTHING,
    dealCommission: toMoney(commission),
    extraBond:
      instrument.details.kind === 'bond'
        ? { aciValue: toMoney(interest), nominalConversionRate: toQuotation(0n) }
        : undefined,
    extraFuture: isFuture(instrument) ? { initialMargin: toMoney(guarantee) } : undefined,
  };
}

export function maxLots(exchange: Exchange, request: GetMaxLotsRequest): GetMaxLotsResponse {
  const account = accountOf(exchange, request.accountId);
  const instrument = pricedInstrument(exchange, request);
  const ticks = ticksAt(exchange, instrument, request.price);
  const most = (side: Side, margin: boolean, priceOf: (lots: number) => number) =>
    mostCovered(exchange, { account, instrument, side, margin, priceOf });
  const listing = exchange.listing(instrument);
  const atPrice = () => ticks;
  const atMarket = (lots: number) => worstPrice(listing, 'buy', lots);
  const own = larger(0n, freeMoney(account) - shortsWorth(account, exchange.lastTicks));
  const borrowed =
    liquidPortfolio(account, exchange.lastTicks) - correctedMargin(account, exchange.lastTicks);
  const buyLimits = (margin: boolean, money: bigint) => ({
    buyMoneyAmount: toQuotation(money),
    buyMaxLots: most('buy', margin, atPrice),
    buyMaxMarketLots: Math.min(most('buy', margin, atMarket), listing.book.available('buy', undefined)),
  });
  return {
    currency: instrument.currency,
    buyLimits: buyLimits(false, own),
    buyMarginLimits: buyLimits(true, larger(own, borrowed)),
    sellLimits: { sellMaxLots: most('sell', false, atPrice) },
    sellMarginLimits: { sellMaxLots: most('sell', true, atPrice) },
  };
}

/** The largest order that the check of cover lets through: what it says is exactly what can be placed. */
function mostCovered(
  exchange: Exchange,
  order: {
    account: PaperAccount;
    instrument: PaperInstrument;
    side: Side;
    margin: boolean;
    priceOf: (lots: number) => number;
  },
): number {
  const { account, instrument, side: direction, margin, priceOf } = order;
  const covered = (lots: number): boolean => {
    if (hasEnded(instrument, exchange.nowMs) || !exchange.state.condition(instrument).apiTradeAvailable)
      return false;
    try {
      const value = payableValue(instrument, { lots, ticks: priceOf(lots), nowMs: exchange.nowMs });
      checkValue(value);
      checkCover({ account, instrument, direction, lots, margin }, { value, lastTicks: exchange.lastTicks });
      return true;
    } catch (error) {
      if (error instanceof ContractError) return false;
      throw error;
    }
  };
  let least = 0;
  let tooMany = 1;
  while (tooMany < MOST_LOTS && covered(tooMany)) {
    least = tooMany;
    tooMany *= 2;
  }
  while (tooMany - least > 1) {
    const middle = Math.floor((least + tooMany) / 2);
    if (covered(middle)) least = middle;
    else tooMany = middle;
  }
  return least;
}
