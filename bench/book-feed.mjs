/**
 * Sets books at a steady rate through the control interface, in a process of its own:
 * `startFeed({ controlPort, books, aSecond })`, where each of `books` is `{ ticker, bodies }`, told in turn.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const TURN_MS = 10;

/** @returns {Promise<{ stop: () => Promise<number> }>} `stop` tells how many a second were set of each */
export async function startFeed(options) {
  const child = fork(SELF, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(options);
  return {
    async stop() {
      // Listened for before it is told: it may be gone by the time its answer is read.
      const ended = once(child, 'exit');
      child.send('stop');
      const [rate] = await once(child, 'message');
      await ended;
      return rate;
    },
  };
}

function feed({ controlPort, books, aSecond }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const startedMs = performance.now();
  let asked = 0;
  let done = 0;
  const put = ({ ticker, bodies }, body) => {
    const call = request({
      agent,
      host: 'localhost',
      port: controlPort,
      method: 'PUT',
      path: `/book/${ticker}`,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bodies[body]) },
    });
    call.on('response', (answer) => answer.resume().on('end', () => (done += 1)));
    call.on('error', () => undefined);
    call.end(bodies[body]);
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - startedMs) / 1000) * aSecond * books.length;
    // What the exchange cannot take is left out, and told.
    for (; asked < due && asked - done < 4 * books.length; asked += 1) {
      const round = Math.floor(asked / books.length);
      const book = books[asked % books.length];
      put(book, round % book.bodies.length);
    }
    if (asked < due) asked = Math.max(asked, done);
  }, TURN_MS);
  return () => {
    clearInterval(timer);
    agent.destroy();
    return books.length === 0 ? 0 : (done * 1000) / (performance.now() - startedMs) / books.length;
  };
}

if (process.argv[1] === SELF) {
  process.once('disconnect', () => process.exit());
  process.once('message', (options) => {
    const stop = feed(options);
    process.once('message', () => process.send(stop(), () => process.exit()));
  });
}
