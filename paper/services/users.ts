import type { UsersServiceImplementation } from 'tinkoff-invest-api/dist/generated/users.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { tariff } from '../limits/rate-limits.js';
import type { StreamRegistry } from '../streams/registry.js';
import { toAccount, wantsAccount } from './account-messages.js';
import { accountOf } from './lookups.js';
import { marginAttributes } from './margin-attributes.js';

export const createUsersService = ({
  exchange,
  streams,
  unaryMethods,
}: {
  exchange: Exchange;
  streams: StreamRegistry;
  /** Names of unary methods by service. */
  unaryMethods: ReadonlyMap<string, readonly string[]>;
}): Partial<UsersServiceImplementation<PaperContext>> => ({
  async getAccounts({ status }, { paper }) {
    return {
      accounts: [...exchange.state.accounts.values()]
        .filter((account) => wantsAccount(account, status))
        .map((account) => toAccount(account, paper)),
    };
  },

  async getMarginAttributes({ accountId }) {
    return marginAttributes(exchange, accountOf(exchange, accountId));
  },

  async getInfo() {
    return {
      premStatus: false,
      qualStatus: false,
      qualifiedForWorkWith: ['russian_shares', 'leverage', 'derivative'],
      tariff: 'trader',
    };
  },

  async getUserTariff() {
    return { unaryLimits: tariff(unaryMethods), streamLimits: streams.limits };
  },
});
