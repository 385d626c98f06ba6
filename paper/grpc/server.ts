import { type CompatServiceDefinition, createServer, type Server } from 'nice-grpc';
import {
  InstrumentsServiceDefinition,
  type InstrumentsServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  MarketDataServiceDefinition,
  type MarketDataServiceImplementation,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OperationsServiceDefinition,
  type OperationsServiceImplementation,
  OperationsStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import {
  OrdersServiceDefinition,
  type OrdersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  SandboxServiceDefinition,
  type SandboxServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/sandbox.js';
import {
  StopOrdersServiceDefinition,
  type StopOrdersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import {
  UsersServiceDefinition,
  type UsersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/users.js';
import type { Tape } from '../candles/tape.js';
import type { Faults } from '../faults/faults.js';
import type { PaperHours } from '../hours/sessions.js';
import { RateLimits } from '../limits/rate-limits.js';
import { createCandlesService } from '../services/candles.js';
import { createInstrumentsService } from '../services/instruments.js';
import { createMarketDataService } from '../services/market-data.js';
import { createMarketDataStreamService } from '../services/market-data-stream.js';
import { createOperationsService } from '../services/operations.js';
import { createOperationsStreamService } from '../services/operations-stream.js';
import { createOrderWays, type Pace } from '../services/order-ways.js';
import { createOrdersService } from '../services/orders.js';
import { createOrdersStreamService } from '../services/orders-stream.js';
import { createSandboxService } from '../services/sandbox.js';
import { createStopOrdersService } from '../services/stop-orders.js';
import { createTradingSchedules } from '../services/trading-schedules.js';
import { withUnimplemented } from '../services/unimplemented.js';
import { createUsersService } from '../services/users.js';
import type { MarketSources } from '../streams/market-subscriptions.js';
import type { OwnOrders } from '../streams/own-orders.js';
import type { StreamRegistry } from '../streams/registry.js';
import type { PaperContext } from './call.js';
import { withEncodedOnce } from './encoded-once.js';
import { createMiddleware } from './middleware.js';
import { NAMED_ANSWERS } from './named-answers.js';
import { withNames } from './names.js';
import {
  NewerOrdersServiceDefinition,
  NewerOrdersStreamServiceDefinition,
  NewerSandboxServiceDefinition,
  NewerStopOrdersServiceDefinition,
} from './newer-fields.js';

const LARGEST_MESSAGE = 16 * 1024 * 1024;

/** Every service of the contract, those that are not served included: they say so. */
export function createGrpcServer(
  parts: MarketSources & {
    tape: Tape;
    faults: Faults;
    streams: StreamRegistry;
    ownOrders: OwnOrders;
    hours: PaperHours;
    rateWindowMs: number;
    pace: Pace;
    emptyStreamMs: number;
  },
): Server<PaperContext> {
  const { exchange, faults, rateWindowMs, pace, clock } = parts;
  const limits = new RateLimits(rateWindowMs);
  const ways = createOrderWays({ exchange, refusals: parts.ownOrders.refusals, pace, clock });
  const named = <Service extends CompatServiceDefinition>(service: Service): Service =>
    withNames(service, NAMED_ANSWERS, exchange.catalogue.byUid);
  const server = createServer({
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.max_send_message_length': LARGEST_MESSAGE,
  }).use(createMiddleware({ exchange, faults, limits }));

  server.add(
    InstrumentsServiceDefinition,
    withUnimplemented<InstrumentsServiceImplementation<PaperContext>>(InstrumentsServiceDefinition, {
      ...createInstrumentsService(exchange),
      ...createTradingSchedules(exchange, parts.hours),
    }),
  );
  server.add(
    named(MarketDataServiceDefinition),
    withUnimplemented<MarketDataServiceImplementation<PaperContext>>(MarketDataServiceDefinition, {
      ...createMarketDataService(parts),
      ...createCandlesService(parts),
    }),
  );
  server.add(withEncodedOnce(named(MarketDataStreamServiceDefinition)), createMarketDataStreamService(parts));
  server.add(
    named(NewerOrdersServiceDefinition),
    withUnimplemented<OrdersServiceImplementation<PaperContext>>(
      OrdersServiceDefinition,
      createOrdersService({ exchange, ways }),
    ),
  );
  server.add(NewerOrdersStreamServiceDefinition, createOrdersStreamService(parts));
  server.add(
    UsersServiceDefinition,
    withUnimplemented<UsersServiceImplementation<PaperContext>>(
      UsersServiceDefinition,
      createUsersService({ ...parts, unaryMethods: unaryMethods() }),
    ),
  );
  server.add(
    named(OperationsServiceDefinition),
    withUnimplemented<OperationsServiceImplementation<PaperContext>>(
      OperationsServiceDefinition,
      createOperationsService(exchange),
    ),
  );
  server.add(named(OperationsStreamServiceDefinition), createOperationsStreamService(parts));
  server.add(
    named(NewerStopOrdersServiceDefinition),
    withUnimplemented<StopOrdersServiceImplementation<PaperContext>>(
      StopOrdersServiceDefinition,
      createStopOrdersService(exchange),
    ),
  );
  server.add(
    named(NewerSandboxServiceDefinition),
    withUnimplemented<SandboxServiceImplementation<PaperContext>>(
      SandboxServiceDefinition,
      createSandboxService({ exchange, ways }),
    ),
  );
  return server;
}

function unaryMethods(): ReadonlyMap<string, readonly string[]> {
  const definitions = [
    InstrumentsServiceDefinition,
    UsersServiceDefinition,
    OperationsServiceDefinition,
    MarketDataServiceDefinition,
    OrdersServiceDefinition,
    StopOrdersServiceDefinition,
    SandboxServiceDefinition,
  ];
  return new Map(
    definitions.map(({ name, methods }) => [
      name,
      Object.values(methods).map((method: { name: string }) => method.name),
    ]),
  );
}
