import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';

export interface TlsOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM files. */
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * The same exchange behind a certificate: for programs that speak nothing but TLS. Loopback only. What comes is passed
 * on to the plain port.
 */
export async function openTlsFront(
  { port, certFile, keyFile }: TlsOptions,
  plainPort: number,
): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  const front = createServer(
    { cert: readFileSync(certFile), key: readFileSync(keyFile), ALPNProtocols: ['h2'] },
    (near) => {
      const far = connect(plainPort, 'localhost');
      near.pipe(far).pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        open.add(socket);
        // Either end takes the other with it, however it goes.
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          open.delete(socket);
          other.destroy();
        });
      }
    },
  );
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.listen(port, 'localhost', resolve);
  });
  return {
    port: (front.address() as AddressInfo).port,
    close() {
      front.close();
      for (const socket of open) socket.destroy();
    },
  };
}
