import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import { OperationsServiceDefinition } from 'tinkoff-invest-api/dist/generated/operations.js';
import { Decimal } from '../domain/decimal.js';
import type { AccountReader } from './broker.js';
import type { GrpcClients } from './grpc/client.js';
import { fromQuotation } from './quotation.js';

const roubles = (values: readonly MoneyValue[]): Decimal =>
  values
    .filter(({ currency }) => currency.toLowerCase() === 'rub')
    .reduce((sum, value) => sum.add(fromQuotation(value)), new Decimal(0));

export function createAccountReader(clients: GrpcClients, accountId: string): AccountReader {
  const operations = clients.of(OperationsServiceDefinition, 'read');
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
  };
}
