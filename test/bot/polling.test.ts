import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { pino } from 'pino';
import { startPolling } from '../../bot/polling.js';
import { type BotApiServer, startBotApiServer } from '../support/bot-api-server.js';
import { eventually } from '../support/eventually.js';

let telegram: BotApiServer;
const running: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  telegram = await startBotApiServer();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((polling) => polling.stop()));
  await telegram.close();
});

function start({
  handle,
  token = telegram.token,
}: {
  handle: (id: number) => Promise<void>;
  token?: string;
}) {
  const refusals: unknown[] = [];
  const polling = startPolling({
    api: new Api(token, { apiRoot: telegram.root }),
    handle: ({ update_id }: Update) => handle(update_id),
    logger: pino({ level: 'silent' }),
    onRefused: (error) => void refusals.push(error),
  });
  running.push(polling);
  return { ...polling, refusals };
}

describe('polling', () => {
  test('handles updates in their order and confirms them when it stops', async () => {
    const handled: number[] = [];
    const polling = start({ handle: async (id) => void handled.push(id) });
    const anna = telegram.user({ id: 1 });
    const ids = [anna.says('/a'), anna.says('/b'), anna.says('/c')];
    await eventually(() => handled.length === 3, { what: 'three updates' });
    await polling.stop();
    expect(handled).toEqual(ids);
    expect(telegram.unconfirmed()).toEqual([]);
  });

  test('leaves an update unconfirmed while it is being handled, so that a crash loses nothing', async () => {
    let begun = false;
    const polling = start({
      handle: () => {
        begun = true;
        return new Promise(() => undefined);
      },
    });
    const id = telegram.user({ id: 1 }).says('/buy');
    await eventually(() => begun, { what: 'the handling' });
    const startedAt = performance.now();
    await polling.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(telegram.unconfirmed()).toEqual([id]);
  });

  test('finishes and confirms the update in hand when it is stopped, and takes no further one', async () => {
    const handled: number[] = [];
    let finish: (() => void) | undefined;
    const polling = start({
      handle: async (id) => {
        await new Promise<void>((done) => {
          finish = done;
        });
        handled.push(id);
      },
    });
    const anna = telegram.user({ id: 1 });
    const [first, second] = [anna.says('/a'), anna.says('/b')];
    await eventually(() => finish, { what: 'the first update in hand' });
    const stopped = polling.stop();
    finish?.();
    await stopped;
    expect(handled).toEqual([first]);
    expect(telegram.unconfirmed()).toEqual([second]);
  });

  test('goes on after Telegram was away', async () => {
    const handled: number[] = [];
    telegram.fault({ method: 'getUpdates', kind: 'cut' });
    telegram.fault({ method: 'getUpdates', kind: 'refuse', code: 502 });
    start({ handle: async (id) => void handled.push(id) });
    const id = telegram.user({ id: 1 }).says('/a');
    await eventually(() => handled.length > 0, { what: 'the update' });
    expect(handled).toEqual([id]);
  });

  test('ends when Telegram does not know the token', async () => {
    const { refusals } = start({ handle: async () => undefined, token: '1:wrong' });
    await eventually(() => refusals.length === 1, { what: 'the refusal' });
    expect(refusals[0]).toMatchObject({ error_code: 401 });
  });
});
