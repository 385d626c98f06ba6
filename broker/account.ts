import { InstrumentStatus, type MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { OperationsServiceDefinition } from 'tinkoff-invest-api/dist/generated/operations.js';
import { OrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  type GetMarginAttributesResponse,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';
import { Decimal } from '../domain/decimal.js';
import type { MoneyPosition } from '../domain/portfolio.js';
import type { AccountReader, InstrumentReader, Margin } from './broker.js';
import { BrokerError, NotServedError } from './errors.js';
import type { GrpcClients } from './grpc/client.js';
import { instrumentsOf } from './instruments-of.js';
import { idOfPosition, isForeignCurrency, portfolioFrom } from './portfolio.js';
import { scaleOf, toPoints } from './price-scale.js';
import { fromQuotation, optionalDecimal, toQuotation } from './quotation.js';

/** 30051: the account is without margin trading. */
const MARGIN_IS_OFF = '30051';

const sumIn = (wanted: string, values: readonly MoneyValue[]): Decimal =>
  values
    .filter(({ currency }) => currency.toLowerCase() === wanted)
    .reduce((sum, value) => sum.add(fromQuotation(value)), new Decimal(0));

const roubles = (values: readonly MoneyValue[]): Decimal => sumIn('rub', values);

/** Roubles first, and there even where there are none. */
function byCurrency(free: readonly MoneyValue[], blocked: readonly MoneyValue[]): MoneyPosition[] {
  const told = [...free, ...blocked].map(({ currency }) => currency.toLowerCase());
  return [...new Set(['rub', ...told])].map((currency) => ({
    currency,
    free: sumIn(currency, free),
    blocked: sumIn(currency, blocked),
  }));
}

const NOTHING = new Decimal(0);

const marginFrom = (told: GetMarginAttributesResponse): Margin => {
  const correctedMargin = optionalDecimal(told.correctedMargin);
  return {
    liquidPortfolio: optionalDecimal(told.liquidPortfolio) ?? NOTHING,
    startingMargin: optionalDecimal(told.startingMargin) ?? NOTHING,
    minimalMargin: optionalDecimal(told.minimalMargin) ?? NOTHING,
    missingFunds: optionalDecimal(told.amountOfMissingFunds) ?? NOTHING,
    ...(correctedMargin && { correctedMargin }),
  };
};

/** @param instruments what the positions are of; without it the portfolio is told as far as its message goes */
export function createAccountReader(
  clients: GrpcClients,
  accountId: string,
  instruments?: Pick<InstrumentReader, 'byUid' | 'lastPrices'>,
): AccountReader {
  const operations = clients.of(OperationsServiceDefinition, 'read');
  const orders = clients.of(OrdersServiceDefinition, 'read');
  const users = clients.of(UsersServiceDefinition, 'read');
  const listed = clients.of(InstrumentsServiceDefinition, 'read');
  let isoCodes: Promise<ReadonlyMap<string, string>> | undefined;

  /** The catalogue is without currencies; that of a position is told nowhere else. */
  const readIsoCodes = async (): Promise<ReadonlyMap<string, string>> => {
    const instrumentStatus = InstrumentStatus.INSTRUMENT_STATUS_ALL;
    const { instruments: currencies } = await unlessNotServed(listed.currencies({ instrumentStatus }), {
      instruments: [],
    });
    return new Map(
      currencies.flatMap(({ uid, figi, isoCurrencyName }) => {
        const iso = isoCurrencyName.toLowerCase();
        return [[uid, iso] as const, [figi, iso] as const];
      }),
    );
  };
  const knownIsoCodes = () => {
    isoCodes ??= readIsoCodes().catch((error: unknown) => {
      isoCodes = undefined;
      throw error;
    });
    return isoCodes;
  };

  return {
    async positions() {
      const answer = await operations.getPositions({ accountId });
      return {
        loading: answer.limitsLoadingInProgress,
        money: roubles(answer.money),
        blockedMoney: roubles(answer.blocked),
        currencies: byCurrency(answer.money, answer.blocked),
        securities: [...answer.securities, ...answer.futures].map(({ instrumentUid, balance, blocked }) => ({
          instrumentUid,
          free: balance,
          blocked,
        })),
      };
    },
    async portfolio() {
      const told = await operations.getPortfolio({ accountId });
      const uids = told.positions.map(idOfPosition);
      const [known, lastPrices, currencies] = await Promise.all([
        instruments ? instrumentsOf(instruments, told.positions) : new Map(),
        instruments ? instruments.lastPrices(uids) : new Map(),
        told.positions.some(isForeignCurrency) ? knownIsoCodes() : new Map(),
      ]);
      return portfolioFrom(told, { instruments: known, lastPrices, currencies });
    },
    async guarantee() {
      const limits = await unlessNotServed(operations.getWithdrawLimits({ accountId }), undefined);
      return limits && roubles(limits.blockedGuarantee);
    },
    async maxLots({ instrument, price }) {
      const { buyLimits, sellLimits, buyMarginLimits, sellMarginLimits } = await orders.getMaxLots({
        accountId,
        instrumentId: instrument.uid,
        price: price && toQuotation(toPoints(price, scaleOf(instrument))),
      });
      return {
        buy: buyLimits?.buyMaxLots ?? 0,
        sell: sellLimits?.sellMaxLots ?? 0,
        ...(buyMarginLimits && { buyMargin: buyMarginLimits.buyMaxLots }),
        ...(sellMarginLimits && { sellMargin: sellMarginLimits.sellMaxLots }),
      };
    },
    async margin() {
      try {
        return marginFrom(await users.getMarginAttributes({ accountId }));
      } catch (error) {
        const isWithout =
          error instanceof NotServedError ||
          (error instanceof BrokerError && error.brokerCode === MARGIN_IS_OFF);
        if (isWithout) return undefined;
        throw error;
      }
    },
  };
}

async function unlessNotServed<Answer, Otherwise>(
  asked: Promise<Answer>,
  otherwise: Otherwise,
): Promise<Answer | Otherwise> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NotServedError) return otherwise;
    throw error;
  }
}
