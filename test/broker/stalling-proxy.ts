import { connect, createServer, type Socket } from 'node:net';

/** A way through to a port of this machine that can stop passing anything on without closing, as a lost network does. */
export async function startStallingProxy(targetPort: number, { firstByteAfterMs = 0 } = {}) {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(targetPort, 'localhost');
    const pair = [near, far] as const;
    pairs.add(pair);
    // A connection is there at once; what it says takes its time.
    setTimeout(() => {
      near.pipe(far);
      far.pipe(near);
    }, firstByteAfterMs);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    /** The connections that are open now go on existing, and nothing passes them any more; new ones are well. */
    stall() {
      for (const pair of pairs) {
        for (const socket of pair) {
          socket.unpipe();
          socket.resume();
        }
      }
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
