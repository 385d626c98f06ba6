/** A way to a server that a test can cut: the server itself is shared with other tests and stays. */

import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** What a slow line carries at once. */
const PIECE_BYTES = 1_024;

export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection and refuses new ones at once, as a host does whose server died. */
  cut(): void;
  /** Takes whatever comes and lets nothing through, as a network does that lost its way. */
  hold(): void;
  /** Everything comes so much later, in both directions, and in small pieces; until `restore`. */
  slow(latencyMs: number): void;
  restore(): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. @param target `host:port` */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const [host = '', port = ''] = target.split(/:(?=\d+$)/);
  const sockets = new Set<Socket>();
  let way: 'open' | 'cut' | 'held' = 'open';
  let latencyMs = 0;

  const add = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((incoming) => {
    if (way === 'cut') return void incoming.destroy();
    add(incoming);
    if (way === 'held') return void incoming.pause();
    const outgoing = add(createConnection({ host, port: Number(port) }));
    const line = () => delayed(() => latencyMs);
    incoming.pipe(line()).pipe(outgoing).pipe(line()).pipe(incoming);
    incoming.on('close', () => outgoing.destroy());
    outgoing.on('close', () => incoming.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endAll = () => sockets.forEach((socket) => void socket.destroy());

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      way = 'cut';
      endAll();
    },
    hold() {
      way = 'held';
      for (const socket of sockets) socket.unpipe().pause();
    },
    slow(ms) {
      latencyMs = ms;
    },
    restore() {
      way = 'open';
      latencyMs = 0;
      endAll();
    },
    async close() {
      endAll();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Passes everything on in order, each piece so long after it came; at once while the line is not slow. */
function delayed(latencyMs: () => number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const wait = latencyMs();
      if (wait === 0) return done(null, chunk);
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        const piece = chunk.subarray(from, from + PIECE_BYTES);
        setTimeout(() => {
          if (!this.destroyed) this.push(piece);
          if (from + PIECE_BYTES >= chunk.length) done();
        }, wait);
      }
    },
  });
}
