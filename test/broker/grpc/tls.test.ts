/** The paper exchange behind a certificate that only the test's own authority vouches for, as the broker's is. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { createGrpcClients } from '../../../broker/grpc/client.js';
import { connectBroker } from '../../../broker/index.js';
import type { PaperExchange } from '../../../paper/index.js';
import { newDataDir, start } from '../../paper/paper-client.js';
import { SILENT } from '../paper-broker.js';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/broker/tls/${name}`, import.meta.url));
const caFile = fixture('ca.pem');

let exchange: PaperExchange;
let port: number | undefined;
const { dataDir, remove } = newDataDir();

beforeAll(async () => {
  const tls = { port: 0, certFile: fixture('localhost.pem'), keyFile: fixture('localhost.key') };
  exchange = await start(dataDir, { tls });
  port = exchange.tlsPort;
});
afterAll(async () => {
  await exchange?.close();
  remove();
});

/** Named by its resolver, an endpoint on this machine is not taken for a plain-text one. */
const endpoint = (host = 'dns:localhost') => `${host}:${port}`;

async function accountsOver(settings: { endpoint: string; caFile?: string }) {
  const clients = createGrpcClients({ ...settings, token: 'full', deadlineMs: { read: 2_000 } });
  try {
    return (await clients.of(UsersServiceDefinition, 'read').getAccounts({})).accounts.map(({ id }) => id);
  } finally {
    clients.close();
  }
}

test('the broker is reached when its authority is the one in the file', async () => {
  await expect(accountsOver({ endpoint: endpoint(), caFile })).resolves.toEqual(['2000000001']);
  const broker = await connectBroker({
    mode: 'live',
    endpoint: endpoint(),
    token: 'full',
    caFile,
    logger: SILENT,
  });
  await expect(broker.instruments.byTicker('SBER')).resolves.toMatchObject({ ticker: 'SBER' });
  await broker.close();
});

test('without the file its certificate is not believed', async () => {
  await expect(accountsOver({ endpoint: endpoint() })).rejects.toMatchObject({
    code: 'unavailable',
    brokerMessage: expect.stringMatching(/certificate/i),
  });
});

test('the file vouches for the name in the certificate, not for any other', async () => {
  await expect(accountsOver({ endpoint: endpoint('ipv4:127.0.0.1'), caFile })).rejects.toMatchObject({
    code: 'unavailable',
    brokerMessage: expect.stringMatching(/altnames/i),
  });
});

test('plain text is spoken on loopback alone: such an endpoint does not understand the exchange', async () => {
  await expect(accountsOver({ endpoint: `dns:localhost:${exchange.port}` })).rejects.toMatchObject({
    code: 'unavailable',
  });
});

test('a file that is not there is named at once', () => {
  expect(() => createGrpcClients({ endpoint: endpoint(), token: 'full', caFile: '/no/such/ca.pem' })).toThrow(
    '/no/such/ca.pem',
  );
});
