/** The least that the machine itself needs, in the same run: what our figures are compared with. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ChannelCredentials, createChannel, createClient } from 'nice-grpc';
import {
  MarketDataRequest,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  CancelOrderRequest,
  GetOrderStateRequest,
  OrdersServiceDefinition,
  PostOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { percentile, row } from './report.mjs';

const PUSHES = 200;
const WARM_UPS = 50;
const PAUSE_MS = 5;
/** A program that does something every other second finds its code and the machine's caches cold: so do ours. */
const SELDOM = { pushes: 8, pauseMs: 1_000 };
const WORKFLOWS = 25;

const file = (name) => fileURLToPath(new URL(`./floors/${name}`, import.meta.url));
const median = (values, name) => ({ name, value: percentile(values, 0.5), unit: 'ms' });

/**
 * A push answered by a post; and by a cancel, a reading of the order and a post, one after the other, as every move of
 * an order needs.
 */
export async function measurePushes() {
  const server = fork(file('push-exchange.mjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [{ port }] = await once(server, 'message');
    const channel = createChannel(`localhost:${port}`, ChannelCredentials.createInsecure());
    const orders = createClient(OrdersServiceDefinition, channel);
    const order = { accountId: '1', orderId: 'bench', quantity: 1, price: { units: 300, nano: 0 } };
    const [post, cancel, state] = [PostOrderRequest, CancelOrderRequest, GetOrderStateRequest].map(
      (message) => message.fromJSON(order),
    );
    let moves = false;
    const closing = new AbortController();
    const follow = async () => {
      const stream = createClient(MarketDataStreamServiceDefinition, channel).marketDataStream(
        (async function* requests() {
          yield MarketDataRequest.fromJSON({});
          await once(closing.signal, 'abort');
        })(),
        { signal: closing.signal },
      );
      for await (const _ of stream) {
        if (moves) {
          await orders.cancelOrder(cancel);
          await orders.getOrderState(state);
        }
        await orders.postOrder(post);
      }
    };
    const following = follow().catch((error) => {
      if (!closing.signal.aborted) throw error;
    });
    const answers = async ({ pushes = PUSHES, pauseMs = PAUSE_MS } = {}) => {
      const all = [];
      for (let round = 0; round < pushes; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        server.send('push');
        all.push((await once(server, 'message'))[0]);
      }
      return all;
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    const posts = (await answers()).slice(WARM_UPS);
    const seldomPosts = await answers(SELDOM);
    moves = true;
    const moved = (await answers()).slice(WARM_UPS);
    const seldomMoved = await answers(SELDOM);
    closing.abort();
    channel.close();
    await following;
    return {
      push: median(posts.map(({ post }) => post)),
      move: median(moved.map(({ post }) => post)),
      seldomPush: median(seldomPosts.map(({ post }) => post)),
      seldomMove: median(seldomMoved.map(({ post }) => post)),
    };
  } finally {
    server.kill('SIGKILL');
  }
}

/** A workflow's start, or an update of it, until its activity is called: two hops of the server, as ours need. */
async function measureWorkflows(address) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const heard = new Map();
  const { code } = await bundleWorkflowCode({
    workflowsPath: file('two-hops.mjs'),
    logger: new DefaultLogger('ERROR'),
  });
  const worker = await Worker.create({
    connection: native,
    taskQueue: 'bench',
    workflowBundle: { code },
    reuseV8Context: true,
    activities: { called: async (key) => heard.set(key, performance.now()) },
    shutdownGraceTime: 0,
  });
  const running = worker.run();
  try {
    const client = new Client({ connection });
    const [started, updated] = [[], []];
    for (let round = 0; round < WORKFLOWS; round += 1) {
      const startedMs = performance.now();
      const handle = await client.workflow.start('twoHops', {
        taskQueue: 'bench',
        workflowId: `bench/${round}`,
        args: [`start ${round}`],
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      const updatedMs = performance.now();
      await handle.executeUpdate('again', { args: [`update ${round}`] });
      await handle.result();
      started.push(heard.get(`start ${round}`) - startedMs);
      updated.push(heard.get(`update ${round}`) - updatedMs);
    }
    return { start: median(started.slice(5)), update: median(updated.slice(5)) };
  } finally {
    worker.shutdown();
    await running;
    await connection.close();
    await native.close();
  }
}

/** @returns the floors, and their rows */
export async function measureFloors(installation) {
  const pushes = await measurePushes();
  const workflows = await measureWorkflows(installation.temporalAddress);
  const floors = { ...pushes, ...workflows };
  return {
    floors,
    rows: [
      row('floor: a bare gRPC push answered by a post', [floors.push]),
      row('floor: a bare push answered by cancel, state, post', [floors.move]),
      row('  the same once a second: a post', [floors.seldomPush]),
      row('  the same once a second: cancel, state, post', [floors.seldomMove]),
      row('floor: a bare workflow started → its activity (two hops)', [floors.start]),
      row('floor: a bare workflow updated → its activity (two hops)', [floors.update]),
    ],
  };
}
