/** What goes out with every call: which token, and the program's name. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type CallContext, createServer, type Server } from 'nice-grpc';
import { MarketDataStreamServiceDefinition } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { createGrpcClients, type GrpcClients } from '../../../broker/grpc/client.js';

let server: Server;
let clients: GrpcClients;
let endpoint: string;
let heard: Record<string, string | undefined>[];

const hear = ({ metadata }: CallContext) => {
  heard.push({ token: metadata.get('authorization'), name: metadata.get('x-app-name') });
};

/** A broker with two calls. */
const users = {
  ...UsersServiceDefinition,
  methods: { getAccounts: UsersServiceDefinition.methods.getAccounts },
} as const;
const { marketDataServerSideStream } = MarketDataStreamServiceDefinition.methods;
const streams = { ...MarketDataStreamServiceDefinition, methods: { marketDataServerSideStream } } as const;

beforeAll(async () => {
  server = createServer();
  server.add(users, {
    async getAccounts(_, context) {
      hear(context);
      return { accounts: [] };
    },
  });
  server.add(streams, {
    async *marketDataServerSideStream(_, context) {
      hear(context);
      yield {};
    },
  });
  endpoint = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
  clients = createGrpcClients({ endpoint, token: 'full', readToken: 'reading' });
});
afterAll(async () => {
  clients?.close();
  await server?.shutdown();
});
beforeEach(() => {
  heard = [];
});

test('reads and streams carry the read token, orders the full one, all of them the name <owner>.<repo>', async () => {
  await clients.of(UsersServiceDefinition, 'read').getAccounts({});
  await clients.of(UsersServiceDefinition, 'write').getAccounts({});
  for await (const _ of clients.streamsOf(MarketDataStreamServiceDefinition).marketDataServerSideStream({}))
    break;
  expect(heard.map(({ token }) => token)).toEqual(['Bearer reading', 'Bearer full', 'Bearer reading']);
  for (const { name } of heard) expect(name).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/);
});

test('without a read token everything carries the full one', async () => {
  const own = createGrpcClients({ endpoint, token: 'full' });
  await own.of(UsersServiceDefinition, 'read').getAccounts({});
  own.close();
  expect(heard).toMatchObject([{ token: 'Bearer full' }]);
});
