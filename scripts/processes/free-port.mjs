import { createServer } from 'node:net';

/** @returns {Promise<number>} a port on loopback that nobody listened on a moment ago */
export async function freePort() {
  const server = await listen(0, '127.0.0.1');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** @param {number} port @param {string} [host] @returns {Promise<boolean>} */
export async function isFree(port, host = '127.0.0.1') {
  try {
    const server = await listen(port, host);
    await new Promise((done) => server.close(done));
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false;
    throw error;
  }
}

/** @returns {Promise<import('node:net').Server>} */
function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}
