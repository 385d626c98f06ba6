export default async function globalTeardown() {
  const servers = globalThis.testServers;
  if (!servers || servers.exitCode !== null) return;
  const ended = new Promise((done) => servers.once('exit', done));
  servers.disconnect();
  await ended;
}
