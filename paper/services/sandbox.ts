import type { SandboxServiceImplementation } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCallContext, PaperContext } from '../grpc/call.js';
import { fromQuotation, toMoney } from '../money.js';
import { toAccount, wantsAccount } from './account-messages.js';
import { accountOf } from './lookups.js';
import { createOperationsService, withdrawable } from './operations.js';
import type { OrderWays } from './order-ways.js';
import { createOrdersService, mayTrade } from './orders.js';

const MOST_ACCOUNTS = 10;

/**
 * Accounts to try things with. Their orders stand in the same books as everybody's; the calls are those of the other
 * services, for accounts of the sandbox alone.
 */
export const createSandboxService = ({
  exchange,
  ways,
}: {
  exchange: Exchange;
  ways: OrderWays;
}): Partial<SandboxServiceImplementation<PaperContext>> => {
  const orders = createOrdersService({ exchange, ways });
  const operations = createOperationsService(exchange);

  const sandboxAccount = (accountId: string): PaperAccount => {
    const account = accountOf(exchange, accountId);
    if (!account.sandbox) throw new ContractError(Refusal.accountNotFound);
    return account;
  };
  const onSandbox =
    <Request extends { accountId: string }, Answer>(
      call: (request: Request, context: PaperCallContext) => Promise<Answer>,
    ) =>
    async (request: Request, context: PaperCallContext): Promise<Answer> => {
      sandboxAccount(request.accountId);
      return call(request, context);
    };

  return {
    async openSandboxAccount({ name }, { paper }) {
      mayTrade(paper);
      const open = [...exchange.state.accounts.values()].filter(
        ({ sandbox, closedAt }) => sandbox && !closedAt,
      );
      if (open.length >= MOST_ACCOUNTS) throw new ContractError(Refusal.tooManySandboxAccounts);
      return { accountId: exchange.accounts.open(name ?? '').id };
    },

    async getSandboxAccounts({ status }, { paper }) {
      return {
        accounts: [...exchange.state.accounts.values()]
          .filter((account) => account.sandbox && wantsAccount(account, status))
          .map((account) => toAccount(account, paper)),
      };
    },

    async closeSandboxAccount({ accountId }, { paper }) {
      mayTrade(paper);
      exchange.accounts.close(sandboxAccount(accountId));
      return {};
    },

    async sandboxPayIn({ accountId, amount }, { paper }) {
      mayTrade(paper);
      const account = sandboxAccount(accountId);
      if (!amount) throw new ContractError(Refusal.missingAmount);
      if (amount.currency !== '' && !/^rub$/i.test(amount.currency)) {
        throw new ContractError(Refusal.wrongCurrency);
      }
      const nano = fromQuotation(amount);
      if (nano === 0n) throw new ContractError(Refusal.wrongAmount);
      if (nano < 0n && -nano > withdrawable(exchange, account)) {
        throw new ContractError(Refusal.notEnoughBalance);
      }
      exchange.accounts.moveCash(account, { nano, reason: nano > 0n ? 'pay-in' : 'pay-out' });
      return { balance: toMoney(account.money) };
    },

    postSandboxOrder: onSandbox(orders.postOrder),
    replaceSandboxOrder: onSandbox(orders.replaceOrder),
    cancelSandboxOrder: onSandbox(orders.cancelOrder),
    getSandboxOrders: onSandbox(orders.getOrders),
    getSandboxOrderState: onSandbox(orders.getOrderState),
    getSandboxMaxLots: onSandbox(orders.getMaxLots),
    getSandboxPositions: onSandbox(operations.getPositions),
    getSandboxPortfolio: onSandbox(operations.getPortfolio),
    getSandboxOperations: onSandbox(operations.getOperations),
    getSandboxOperationsByCursor: onSandbox(operations.getOperationsByCursor),
    getSandboxWithdrawLimits: onSandbox(operations.getWithdrawLimits),
  };
};
