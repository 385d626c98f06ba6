/** The T-Invest client: one interface for live, sandbox and paper. The contract's facts: docs/broker.md. */
import { createAccountReader } from './account.js';
import type { Broker } from './broker.js';
import { createBrokerClock } from './clock.js';
import { type FindAccountOptions, findAccount } from './find-account.js';
import { type ClientSettings, createGrpcClients } from './grpc/client.js';
import { HUB_LIMITS, HUB_TIMES, type HubLimits, type HubTimes } from './hubs/hub-times.js';
import { createMarketDataHub } from './hubs/market-data-hub.js';
import { createOrderStateHub } from './hubs/order-state-hub.js';
import type { StreamLogger } from './hubs/reconnecting-stream.js';
import { createInstruments, type InstrumentsDependencies } from './instruments.js';
import { createRateBudget, realClock } from './limits/index.js';
import { createOperationsReader, operationsClient } from './operations.js';
import { createOrderDesk } from './orders.js';
import { mustKnowTheTime } from './self-check.js';
import { createStopOrderDesk } from './stop-orders.js';
import { followTariff } from './tariff.js';

export type * from './broker.js';
export {
  type CancelOrdersOptions,
  cancelOrders,
  type OrderCancelOutcome,
} from './cancel-orders.js';
export {
  type CancelStopOrdersOptions,
  cancelStopOrders,
  type StopCancelOutcome,
} from './cancel-stop-orders.js';
export * from './errors.js';
export { limitationsOf } from './limitations.js';
export { AccountChoiceError, SelfCheckError } from './self-check.js';

export interface ConnectBrokerOptions
  extends ClientSettings,
    Pick<FindAccountOptions, 'accountId' | 'signal'> {
  readonly mode: Broker['mode'];
  readonly logger: StreamLogger & InstrumentsDependencies['logger'];
  /** What is left out is as in `HUB_TIMES`. */
  readonly hubTimes?: Partial<HubTimes>;
  /**
   * Part of the calls a second (and minute) of one address that this process may make, of whatever priority: processes
   * side by side cannot see each other's. The parts of all of them are 1 at most, each a fiftieth at least.
   * @default 1
   */
  readonly paceShare?: number;
  /** How long a minute of the pace is; a paper exchange with a shorter window has a quicker pace. @default 60000 */
  readonly paceMinuteMs?: number;
  /** What is left out is as in `HUB_LIMITS`. */
  readonly hubLimits?: Partial<HubLimits>;
}

/**
 * Connects and finds the account, waiting as long as the broker does not answer.
 * @throws SelfCheckError, AccessDeniedError: nothing that waiting would mend.
 */
export async function connectBroker(options: ConnectBrokerOptions): Promise<Broker> {
  const { mode, logger, signal } = options;
  const {
    budget = createRateBudget(realClock, { share: options.paceShare ?? 1, minuteMs: options.paceMinuteMs }),
  } = options;
  const clock = createBrokerClock(logger);
  const clients = createGrpcClients({ ...options, budget, clock });
  try {
    const { id: accountId, readOnly } = await findAccount(clients, options);
    mustKnowTheTime(mode, clock);
    const tariff = await followTariff({ clients, budget, logger });
    const instruments = createInstruments({ clients, logger });
    const { ifListed: instrumentOf, known: knownInstrument, doubtStep } = instruments;
    const orders = createOrderDesk({ clients, accountId, instrumentOf, doubtStep, budget });
    const times = { ...HUB_TIMES, ...options.hubTimes };
    const limits = { ...HUB_LIMITS, ...options.hubLimits };
    const market = createMarketDataHub({ clients, instruments, times, limits, logger });
    const ownOrders = createOrderStateHub({
      clients,
      accountId,
      orders,
      knownInstrument,
      doubtStep,
      times,
      logger,
    });
    return {
      mode,
      accountId,
      readOnly,
      clock: clock.reading,
      instruments,
      account: createAccountReader(clients, accountId, instruments),
      operations: createOperationsReader({ client: operationsClient(clients), accountId, instrumentOf }),
      orders,
      stopOrders: createStopOrderDesk({ clients, accountId, instrumentOf, budget }),
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
