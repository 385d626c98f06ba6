/**
 * The paper exchange under the broker's own name, for programs whose endpoint is written in them: an HTTP proxy, as
 * gRPC clients take it from their environment, behind which that name is answered by the exchange, over TLS.
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect as connectPlain, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';

export interface BrokerName {
  /** What the program's environment must say; nothing else about the program is changed. */
  readonly environment: Readonly<Record<string, string>>;
  /** The names that were asked for, one for each connection; only the broker's are answered. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const BROKER = 'invest-public-api.tinkoff.ru:443';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/paper/broker-certificate/${name}`, import.meta.url));

/** @param exchangePort where the exchange listens in plain text, on loopback. */
export async function answerAsBroker(exchangePort: number): Promise<BrokerName> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const tls = createTlsServer(
    {
      key: readFileSync(fixture('broker.key')),
      cert: readFileSync(fixture('broker.pem')),
      ALPNProtocols: ['h2'],
    },
    (near) => {
      const far = keep(connectPlain(exchangePort, 'localhost'));
      keep(near).pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    },
  );
  const proxy = createHttpServer();
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    keep(socket);
    if (url !== BROKER) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tls.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));

  return {
    environment: {
      grpc_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: fixture('ca.pem'),
    },
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
