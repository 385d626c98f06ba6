/** The T-Invest client: one interface for live, sandbox and paper. The contract's facts: docs/broker.md. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  AccessLevel,
  AccountStatus,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';
import { createAccountReader } from './account.js';
import type { Broker } from './broker.js';
import { AccessDeniedError } from './errors.js';
import { type ClientSettings, createGrpcClients, type GrpcClients } from './grpc/client.js';
import { createMarketDataHub } from './hubs/market-data-hub.js';
import { createOrderStateHub } from './hubs/order-state-hub.js';
import { HUB_TIMES, type HubTimes, type StreamLogger } from './hubs/reconnecting-stream.js';
import { createInstruments } from './instruments.js';
import { createRateBudget, realClock } from './limits/index.js';
import { createOrderDesk } from './orders.js';
import { followTariff } from './tariff.js';

export type * from './broker.js';
export * from './errors.js';

export interface ConnectBrokerOptions extends ClientSettings {
  readonly mode: Broker['mode'];
  /** Which account to trade; needed when the token reaches several. */
  readonly accountId?: string;
  readonly logger: StreamLogger;
  /** What is left out is as in `HUB_TIMES`. */
  readonly hubTimes?: Partial<HubTimes>;
  /** Ends the waiting for a broker that does not answer. */
  readonly signal?: AbortSignal;
}

/** The token reaches no account, several, or not the one that is set. */
export class AccountChoiceError extends Error {
  readonly code = 'account-choice';
  constructor(message: string) {
    super(message);
    this.name = 'AccountChoiceError';
  }
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * Connects and finds the account, waiting as long as the broker does not answer.
 * @throws AccountChoiceError, AccessDeniedError: nothing that waiting would mend.
 */
export async function connectBroker(options: ConnectBrokerOptions): Promise<Broker> {
  const { mode, logger, signal } = options;
  const { budget = createRateBudget(realClock) } = options;
  const clients = createGrpcClients({ ...options, budget });
  try {
    const accountId = await findAccount(clients, options);
    const tariff = await followTariff({ clients, budget, logger });
    const instruments = createInstruments(clients);
    const orders = createOrderDesk({ clients, accountId, lotOf: instruments.lotOf });
    const times = { ...HUB_TIMES, ...options.hubTimes };
    const market = createMarketDataHub({ clients, instruments, times, logger });
    const ownOrders = createOrderStateHub({ clients, accountId, orders, times, logger });
    return {
      mode,
      accountId,
      instruments,
      account: createAccountReader(clients, accountId),
      orders,
      market,
      ownOrders,
      async close() {
        tariff.close();
        market.close();
        ownOrders.close();
        clients.close();
      },
    };
  } catch (error) {
    clients.close();
    signal?.throwIfAborted();
    throw error;
  }
}

async function findAccount(
  clients: GrpcClients,
  { accountId, logger, signal }: ConnectBrokerOptions,
): Promise<string> {
  const users = clients.of(UsersServiceDefinition, 'read');
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    signal?.throwIfAborted();
    try {
      const { accounts } = await users.getAccounts({}, signal && { signal });
      const open = accounts
        .filter(({ status }) => status === AccountStatus.ACCOUNT_STATUS_OPEN)
        .filter(({ accessLevel }) => accessLevel !== AccessLevel.ACCOUNT_ACCESS_LEVEL_NO_ACCESS)
        .map(({ id }) => id);
      return chooseAccount(open, accountId);
    } catch (err) {
      if (err instanceof AccountChoiceError || err instanceof AccessDeniedError) throw err;
      signal?.throwIfAborted();
      logger.warn({ err }, 'the broker does not answer yet, trying again');
      await delay(retryMs * (0.5 + Math.random()), undefined, signal && { signal });
    }
  }
}

function chooseAccount(open: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (open.includes(wanted)) return wanted;
    throw new AccountChoiceError(
      `TINVEST_ACCOUNT_ID is ${wanted}, but the token reaches only: ${open.join(', ') || 'no account'}`,
    );
  }
  const [only, ...others] = open;
  if (only === undefined) throw new AccountChoiceError('the token reaches no open account');
  if (others.length > 0) {
    throw new AccountChoiceError(
      `the token reaches several accounts: set TINVEST_ACCOUNT_ID to one of ${open.join(', ')}`,
    );
  }
  return only;
}
