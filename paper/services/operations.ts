import type { OperationsServiceImplementation } from 'tinkoff-invest-api/dist/generated/operations.js';
import { freeMoney, futuresMargin, type PaperAccount } from '../accounts/account.js';
import { correctedMargin, liquidPortfolio } from '../accounts/worth.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { larger, smaller, toMoney } from '../money.js';
import { accountOf } from './lookups.js';
import { operations, operationsByCursor } from './operation-lists.js';
import { toPortfolio } from './portfolio-messages.js';
import { toPositions } from './position-messages.js';

/** All of it is fresh at once, where the broker lets each answer lag a little more than the one before. */
export const createOperationsService = (exchange: Exchange) =>
  ({
    getPositions: async ({ accountId }) => toPositions(accountOf(exchange, accountId)),

    async getPortfolio({ accountId, currency }) {
      const account = accountOf(exchange, accountId);
      if (currency) throw new ContractError(Refusal.unimplemented);
      return toPortfolio(exchange, account);
    },

    getOperations: async (request) => operations(exchange, request),

    getOperationsByCursor: async (request) => operationsByCursor(exchange, request),

    async getWithdrawLimits({ accountId }) {
      const account = accountOf(exchange, accountId);
      const some = (nano: bigint) => (nano === 0n ? [] : [toMoney(nano)]);
      return {
        money: [toMoney(withdrawable(exchange, account))],
        blocked: some(account.blocked),
        blockedGuarantee: some(futuresMargin(account)),
      };
    },
  }) satisfies Partial<OperationsServiceImplementation<PaperContext>>;

/** What may leave: free money, as far as what stays covers the margin of all positions. */
export function withdrawable(exchange: Exchange, account: PaperAccount): bigint {
  const spare = liquidPortfolio(account, exchange.lastTicks) - correctedMargin(account, exchange.lastTicks);
  return larger(0n, smaller(freeMoney(account), spare));
}
