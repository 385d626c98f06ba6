/** A client at an exchange of its own, and what it knows of the instruments. */
import { ChannelCredentials, createChannel } from 'nice-grpc';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { connect, newDataDir, start } from '../paper-client.js';
import { type BareCaller, bareCaller } from './bare-call.js';
import { newerCalls } from './newer-calls.js';

export type Scene = Awaited<ReturnType<typeof setScene>>;

export async function setScene() {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir);
  const channel = createChannel(`localhost:${exchange.port}`, ChannelCredentials.createInsecure());
  const client = connect(exchange);
  const reader = connect(exchange, 'read-only');
  const bare: BareCaller = bareCaller(exchange.port);
  const every = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
  const { instruments } = await client.instruments.shares(every);
  const uids = new Map(instruments.map(({ ticker, uid }) => [ticker, uid]));
  return {
    client,
    /** The same user, with a token that may only read. */
    reader,
    bare,
    newer: newerCalls(channel),
    uid(ticker: string): string {
      const uid = uids.get(ticker);
      if (uid === undefined) throw new Error(`${ticker} is not listed`);
      return uid;
    },
    async close() {
      bare.close();
      client.close();
      reader.close();
      channel.close();
      await exchange.close();
      remove();
    },
  };
}
