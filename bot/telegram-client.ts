import { autoRetry } from '@grammyjs/auto-retry';
import type { Api, ApiClientOptions, Transformer } from 'grammy';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { type Config, ConfigError } from '../config/index.js';

/** A long poll is answered after so many seconds at the latest. */
export const LONG_POLL_SECONDS = 25;
/** Longer than a long poll: what takes longer is a dead connection. */
const CALL_TIMEOUT_SECONDS = 40;

/** How to reach Telegram: its own servers or a local Bot API server, directly or through a proxy. @throws ConfigError */
export function clientOptions({
  apiRoot,
  proxy,
}: Pick<Config['telegram'], 'apiRoot' | 'proxy'>): ApiClientOptions {
  return {
    timeoutSeconds: CALL_TIMEOUT_SECONDS,
    ...(apiRoot !== undefined && { apiRoot: apiRoot.replace(/\/+$/, '') }),
    ...(proxy !== undefined && { baseFetchConfig: { compress: true, agent: agentOf(proxy) } }),
  };
}

function agentOf(proxy: string): HttpsProxyAgent<string> | SocksProxyAgent {
  if (/^https?:\/\/\S+$/.test(proxy)) return new HttpsProxyAgent(proxy);
  if (/^socks(4a?|5h?)?:\/\/\S+$/.test(proxy)) return new SocksProxyAgent(proxy);
  throw new ConfigError('TELEGRAM_PROXY', 'an http://, https:// or socks5:// address', proxy);
}

/**
 * Answers to people are sent again when Telegram asks for patience or stumbles. Polling and the outbox have a
 * patience of their own; a connection that broke is left to the caller, who knows whether repeating is harmless.
 */
export function retryAnswers(): Transformer {
  const retry = autoRetry({ maxRetryAttempts: 2, maxDelaySeconds: 30, rethrowHttpErrors: true });
  return (prev, method, payload, signal) =>
    method === 'getUpdates' ? prev(method, payload, signal) : retry(prev, method, payload, signal);
}

export type LibrarySignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** The library's types know only the signals of a polyfill; at run time any is accepted. */
export const toLibrarySignal = (signal: AbortSignal): LibrarySignal => signal as unknown as LibrarySignal;
