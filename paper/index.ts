/**
 * The paper exchange: a gRPC server of the broker's contract with a market of its own. `exchange/` is the core (one
 * synchronous operation at a time), `matching/` who meets whom, `hours/` when, `settlement/` what the end of a day or
 * of an instrument does, `state/` the events everything is made of, `services/` and `streams/` the contract's face,
 * `market/` the other participants, `stops/` what waits for a price, `accounts/` and `instruments/` what is held and listed,
 * `candles/` what was traded, `control/` the HTTP interface.
 */

import type { AddressInfo } from 'node:net';
import { BarArchive } from './candles/archive.js';
import { Candles } from './candles/candles.js';
import { Tape } from './candles/tape.js';
import { type Clock, systemClock } from './clock.js';
import { buildControl } from './control/control.js';
import { Exchange } from './exchange/exchange.js';
import { Recorder } from './exchange/recorder.js';
import { Faults } from './faults/faults.js';
import { createGrpcServer } from './grpc/server.js';
import { openTlsFront, type TlsOptions } from './grpc/tls-front.js';
import { Calendar } from './hours/calendar.js';
import { Timetable } from './hours/timetable.js';
import { loadCatalogue } from './instruments/catalogue.js';
import { makeLadder } from './market/ladder.js';
import { Market } from './market/market.js';
import { Random } from './market/random.js';
import { type KeptLimits, openStore } from './state/store.js';
import { BookFeed } from './streams/book-feed.js';
import { OwnOrders } from './streams/own-orders.js';
import { StreamRegistry } from './streams/registry.js';

export interface PaperExchangeOptions {
  /** gRPC; 0 takes any free port. Loopback only, like the control port. */
  readonly port: number;
  readonly controlPort: number;
  /** The exchange keeps everything in `paper/` beneath it. */
  readonly dataDir: string;
  /** The same seed makes the same market. */
  readonly seed: string;
  /** Prices move only when told to. */
  readonly calm: boolean;
  readonly hours: 'always' | 'moex';
  /** How long a rate limit's window is. */
  readonly rateWindowMs: number;
  /**
   * How long order streams name a new order by an internal id before the exchange's id follows; 0: never.
   * @default 80
   */
  readonly internalIdMs?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** For programs that speak nothing but TLS: another port, behind this certificate. */
  readonly tls?: TlsOptions;
  /** How much is kept, and in how large pieces; the defaults are beside the types. */
  readonly kept?: KeptLimits;
  /**
   * How long a market-data stream may be without subscriptions.
   * @default 120000
   */
  readonly emptyStreamMs?: number;
  /**
   * From the answer to an asynchronous post to the order, in ms.
   * @default 5
   */
  readonly asyncMs?: number;
  /**
   * Before each of the two halves of a replaced order, in ms.
   * @default 3
   */
  readonly replaceStepMs?: number;
}

export interface PaperExchange {
  readonly port: number;
  readonly controlPort: number;
  readonly tlsPort: number | undefined;
  close(): Promise<void>;
}

/** Starts the exchange with the state that `dataDir` holds. @throws when a port is taken. */
export async function startPaperExchange(options: PaperExchangeOptions): Promise<PaperExchange> {
  const { seed, hours, clock = systemClock } = options;
  const catalogue = loadCatalogue(clock.now());
  const { state, journal, ledger } = openStore({
    dataDir: options.dataDir,
    catalogue,
    ...(options.kept && { limits: options.kept }),
  });
  // As of when the exchange was last alive: what was due since then happens below, before anybody is served.
  state.timetable = new Timetable(hours, state.lastAtUs > 0 ? state.lastAtUs / 1000 : clock.now());
  const recorder = new Recorder({ state, ledger, journal, clock });
  const exchange = new Exchange({
    state,
    catalogue,
    recorder,
    keepsHours: hours === 'moex',
    makeLadder: (instrument, midTicks) => makeLadder({ seed, instrument, midTicks, nowMs: clock.now() }),
    clock,
  });
  const calendar = new Calendar({ exchange, clock, hours });
  calendar.start();
  const faults = new Faults(seed);
  const streams = new StreamRegistry(faults);
  const archive = new BarArchive(options.dataDir, clock.now());
  const tape = new Tape({ exchange, archive });
  const candles = new Candles({
    tape,
    terms: () => ({ seed, catalogue, hours, openedAtMs: state.openedAtMs }),
  });
  const bookFeed = new BookFeed(exchange);
  const ownOrders = new OwnOrders({ exchange, internalIdMs: options.internalIdMs ?? 80 });
  const market = new Market({ exchange, seed, clock });
  const server = createGrpcServer({
    exchange,
    faults,
    streams,
    bookFeed,
    candles,
    tape,
    clock,
    oddities: () => new Random(`${seed} books`),
    isCalm: () => market.isCalm,
    ownOrders,
    hours,
    rateWindowMs: options.rateWindowMs,
    pace: { asyncMs: options.asyncMs ?? 5, replaceStepMs: options.replaceStepMs ?? 3 },
    watch: (instrument) => market.watch(instrument),
    emptyStreamMs: options.emptyStreamMs ?? 120_000,
  });
  const control = buildControl({ exchange, faults, streams, ledger, market });

  const port = await server.listen(`localhost:${options.port}`);
  let front: Awaited<ReturnType<typeof openTlsFront>> | undefined;
  try {
    await control.listen({ host: 'localhost', port: options.controlPort });
    front = options.tls && (await openTlsFront(options.tls, port));
  } catch (error) {
    server.forceShutdown();
    await control.close();
    calendar.stop();
    journal.close();
    throw error;
  }
  exchange.stops.start();
  if (!options.calm) market.start();

  return {
    port,
    controlPort: (control.server.address() as AddressInfo).port,
    tlsPort: front?.port,
    async close() {
      market.stop();
      calendar.stop();
      exchange.stops.close();
      front?.close();
      streams.endAll();
      server.forceShutdown();
      await control.close();
      bookFeed.close();
      ownOrders.close();
      tape.close();
      journal.close();
    },
  };
}
