/** A client at an exchange of its own, and what it knows of the instruments. */
import { ChannelCredentials, createChannel } from 'nice-grpc';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import type { PaperExchangeOptions } from '../../../paper/index.js';
import { connect, newDataDir, start } from '../paper-client.js';
import { type BareCaller, bareCaller } from './bare-call.js';
import { newerCalls } from './newer-calls.js';

export type Scene = Awaited<ReturnType<typeof setScene>>;

export async function setScene(options: Partial<PaperExchangeOptions> = {}) {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir, options);
  const channel = createChannel(`localhost:${exchange.port}`, ChannelCredentials.createInsecure());
  const client = connect(exchange);
  const reader = connect(exchange, 'read-only');
  const stranger = connect(exchange, 'full@2000000002');
  const bare: BareCaller = bareCaller(exchange.port);
  const every = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
  const lists = await Promise.all([client.instruments.shares(every), client.instruments.bonds(every)]);
  const listed = lists.flatMap(
    ({ instruments }) => instruments as readonly { ticker: string; uid: string }[],
  );
  const uids = new Map(listed.map(({ ticker, uid }) => [ticker, uid]));
  return {
    client,
    /** The same user, with a token that may only read. */
    reader,
    /** With a token that reaches another account alone. */
    stranger,
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
      stranger.close();
      channel.close();
      await exchange.close();
      remove();
    },
  };
}
