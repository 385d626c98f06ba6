/** The client under test, connected to a paper exchange of its own. */
import { type Broker, type ConnectBrokerOptions, connectBroker } from '../../broker/index.js';
import type { Instrument } from '../../domain/instrument.js';
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from '../../paper/index.js';
import { newDataDir } from '../paper/paper-client.js';
import { type PaperControl, paperControl } from '../support/paper-control.js';

export const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const RATE_WINDOW_MS = 1_000;

export interface PaperBroker {
  readonly broker: Broker;
  readonly control: PaperControl;
  readonly exchange: PaperExchange;
  readonly sber: Instrument;
  connect(options?: Partial<ConnectBrokerOptions>): Promise<Broker>;
  stop(): Promise<void>;
}

export async function startPaperBroker(change: Partial<PaperExchangeOptions> = {}): Promise<PaperBroker> {
  const { dataDir, remove } = newDataDir();
  const exchange = await startPaperExchange({
    port: 0,
    controlPort: 0,
    dataDir,
    seed: '1',
    calm: true,
    hours: 'always',
    rateWindowMs: RATE_WINDOW_MS,
    internalIdMs: 30,
    ...change,
  });
  const opened: Broker[] = [];
  const connect = async (options: Partial<ConnectBrokerOptions> = {}) => {
    const broker = await connectBroker({
      mode: 'paper',
      endpoint: `localhost:${exchange.port}`,
      token: 'full',
      logger: SILENT,
      // As installations have it: a file of many tests makes more than a thousand calls a minute.
      paceMinuteMs: change.rateWindowMs ?? RATE_WINDOW_MS,
      ...options,
      hubTimes: { lingerMs: 0, ...options.hubTimes },
    });
    opened.push(broker);
    return broker;
  };
  const broker = await connect();
  const sber = await broker.instruments.byTicker('SBER');
  if (!sber) throw new Error('SBER is not listed');
  return {
    broker,
    control: paperControl(exchange.controlPort),
    exchange,
    sber,
    connect,
    async stop() {
      await Promise.all(opened.map((each) => each.close()));
      await exchange.close();
      remove();
    },
  };
}
