/** The T-Invest client: one interface for live, sandbox and paper. The contract's facts: docs/broker.md. */
import { createAccountReader } from './account.js';
import type { Broker } from './broker.js';
import { type FindAccountOptions, findAccount } from './find-account.js';
import { type ClientSettings, createGrpcClients } from './grpc/client.js';
import { createMarketDataHub } from './hubs/market-data-hub.js';
import { createOrderStateHub } from './hubs/order-state-hub.js';
import { HUB_TIMES, type HubTimes, type StreamLogger } from './hubs/reconnecting-stream.js';
import { createInstruments } from './instruments.js';
import { createOrderDesk } from './orders.js';

export type * from './broker.js';
export * from './errors.js';
export { AccountChoiceError } from './find-account.js';

export interface ConnectBrokerOptions
  extends ClientSettings,
    Pick<FindAccountOptions, 'accountId' | 'signal'> {
  readonly mode: Broker['mode'];
  readonly logger: StreamLogger;
  /** What is left out is as in `HUB_TIMES`. */
  readonly hubTimes?: Partial<HubTimes>;
}

/**
 * Connects and finds the account, waiting as long as the broker does not answer.
 * @throws AccountChoiceError, AccessDeniedError: nothing that waiting would mend.
 */
export async function connectBroker(options: ConnectBrokerOptions): Promise<Broker> {
  const { mode, logger, signal } = options;
  const clients = createGrpcClients(options);
  try {
    const { id: accountId, readOnly } = await findAccount(clients, options);
    sayWhatIsMissing({ mode, readOnly }, logger);
    const instruments = createInstruments({ clients, logger });
    const orders = createOrderDesk({ clients, accountId, instrumentOf: instruments.ifListed });
    const times = { ...HUB_TIMES, ...options.hubTimes };
    const market = createMarketDataHub({ clients, instruments, times, logger });
    const { known: knownInstrument } = instruments;
    const ownOrders = createOrderStateHub({ clients, accountId, orders, knownInstrument, times, logger });
    return {
      mode,
      accountId,
      readOnly,
      instruments,
      account: createAccountReader(clients, accountId),
      orders,
      market,
      ownOrders,
      async close() {
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

/** Warnings, so that every log shows them: a person would find it out by a refusal else. */
function sayWhatIsMissing({ mode, readOnly }: Pick<Broker, 'mode' | 'readOnly'>, logger: StreamLogger): void {
  if (readOnly) {
    logger.warn(
      {},
      'TINVEST_TOKEN may only read: everything can be looked at, but no order can be placed or cancelled; for that make a token with full access in the settings of T-Invest and put it into TINVEST_TOKEN',
    );
  }
  if (mode === 'sandbox') {
    logger.warn(
      {},
      "the broker's sandbox has no stop orders, no short futures, no margin figures and no broker report: what needs them is refused",
    );
  }
}
