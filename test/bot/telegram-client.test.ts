import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Api } from 'grammy';
import { clientOptions } from '../../bot/telegram-client.js';
import { startBotApiServer } from '../support/bot-api-server.js';

/** An HTTP proxy that knows CONNECT. */
async function startProxy() {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [socket, upstream]) each.on('error', () => undefined);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, close: () => void proxy.close() };
}

describe('the way to Telegram', () => {
  test('goes through the proxy', async () => {
    const [telegram, proxy] = await Promise.all([startBotApiServer(), startProxy()]);
    const api = new Api(telegram.token, clientOptions({ apiRoot: `${telegram.root}/`, proxy: proxy.url }));
    expect((await api.getMe()).username).toBe('trademan_test_bot');
    expect(proxy.asked).toEqual([telegram.root.replace('http://', '')]);
    await telegram.close();
    proxy.close();
  });

  test('is not guessed from an address that makes no sense, nor is the address repeated', () => {
    expect(() => clientOptions({ apiRoot: undefined, proxy: 'ftp://user:secret@host' })).toThrow(
      /^TELEGRAM_PROXY must be an http:\/\/, https:\/\/ or socks5:\/\/ address$/,
    );
    expect(() =>
      clientOptions({ apiRoot: undefined, proxy: 'socks5://user:secret@host:1080' }),
    ).not.toThrow();
  });
});
