/**
 * What is soaked: `npm start` with two workers, the bot and servers of its own, and between it and the exchange a line
 * that can be cut. Its own supervisor starts again what is killed.
 */

import { Installation } from '../start/installation.js';
import type { Run } from '../start/run.js';
import { type BotApiServer, startBotApiServer } from '../support/bot-api-server.js';
import type { BotApiUser } from '../support/bot-api-user.js';
import { freePort } from '../support/free-port.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

export interface Ground {
  readonly installation: Installation;
  readonly run: Run;
  /** Between all processes of ours and the exchange; the control interface is beside it. */
  readonly line: TcpProxy;
  readonly person: BotApiUser;
  close(options: { keepFolder: boolean }): Promise<void>;
}

const PERSON = 42;
/** Short windows, for here the limits' arithmetic is not what is tested; faults say that a limit is used up. */
const RATE_WINDOW_MS = '1000';
/** Ten tasks' worth, and what they have sold comes back as little as what they have bought. */
const MONEY = '1000000000';

export async function prepareGround(tickers: readonly string[]): Promise<Ground> {
  const paperPort = await freePort();
  const [telegram, line] = await Promise.all([startBotApiServer(), startTcpProxy(`localhost:${paperPort}`)]);
  const installation = await Installation.make({
    PAPER_PORT: String(paperPort),
    PAPER_RATE_WINDOW_MS: RATE_WINDOW_MS,
    TINVEST_ENDPOINT: `localhost:${line.port}`,
    WORKERS: '2',
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    TELEGRAM_USERS: String(PERSON),
  });
  const close = closing({ installation, telegram, line });
  try {
    const run = installation.start();
    await run.untilReady(60_000);
    const positions = Object.fromEntries(tickers.map((ticker) => [ticker, 10_000_000]));
    await installation.exchange.account({ money: MONEY, positions });
    return { installation, run, line, person: telegram.user({ id: PERSON, language: 'en' }), close };
  } catch (error) {
    await close({ keepFolder: false });
    throw error;
  }
}

const closing =
  ({
    installation,
    telegram,
    line,
  }: {
    installation: Installation;
    telegram: BotApiServer;
    line: TcpProxy;
  }) =>
  async ({ keepFolder }: { keepFolder: boolean }) => {
    await installation.end();
    await Promise.all([telegram.close(), line.close()]);
    if (!keepFolder) await installation.remove();
  };
