import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import { OperationsServiceDefinition } from 'tinkoff-invest-api/dist/generated/operations.js';
import { OrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  type GetMarginAttributesResponse,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';
import { Decimal } from '../domain/decimal.js';
import type { AccountReader, Margin } from './broker.js';
import { BrokerError, NotServedError } from './errors.js';
import type { GrpcClients } from './grpc/client.js';
import { scaleOf, toPoints } from './price-scale.js';
import { fromQuotation, optionalDecimal, toQuotation } from './quotation.js';

/** 30051: the account is without margin trading. */
const MARGIN_IS_OFF = '30051';

const roubles = (values: readonly MoneyValue[]): Decimal =>
  values
    .filter(({ currency }) => currency.toLowerCase() === 'rub')
    .reduce((sum, value) => sum.add(fromQuotation(value)), new Decimal(0));

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

export function createAccountReader(clients: GrpcClients, accountId: string): AccountReader {
  const operations = clients.of(OperationsServiceDefinition, 'read');
  const orders = clients.of(OrdersServiceDefinition, 'read');
  const users = clients.of(UsersServiceDefinition, 'read');
  return {
    async positions() {
      const answer = await operations.getPositions({ accountId });
      return {
        loading: answer.limitsLoadingInProgress,
        money: roubles(answer.money),
        blockedMoney: roubles(answer.blocked),
        securities: [...answer.securities, ...answer.futures].map(({ instrumentUid, balance, blocked }) => ({
          instrumentUid,
          free: balance,
          blocked,
        })),
      };
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
