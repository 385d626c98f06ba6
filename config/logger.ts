import { pino } from 'pino';
import type { Config } from './config.js';

export type Logger = pino.Logger;

/** Keys whose values never reach a log, wherever they appear. */
const SECRET_KEYS = [
  'token',
  'readToken',
  'apiKey',
  'authorization',
  'Authorization',
  'password',
  'databaseUrl',
  'proxy',
];

/**
 * A JSON logger on standard error (standard output belongs to people). Secrets are redacted by key and, as a
 * second line of defence, by value: a library's error text may quote an address with a password or a token in it.
 */
export function createLogger(config: Config, name: string): Logger {
  const secrets = secretValues(config);
  const options: pino.LoggerOptions = {
    name,
    level: config.logLevel,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  const destination = pino.destination({ dest: 2, sync: true });
  return pino(options, {
    write: (line: string) =>
      destination.write(secrets.reduce((text, each) => text.replaceAll(each, '[redacted]'), line)),
  });
}

function secretValues({ tinvest, telegram, temporal, api, databaseUrl }: Config): string[] {
  const password = databaseUrl && new URL(databaseUrl).password;
  return [
    tinvest.token,
    tinvest.readToken,
    telegram.token,
    telegram.proxy,
    temporal.apiKey,
    api.token,
    databaseUrl,
    password,
  ]
    .filter((value): value is string => value !== undefined && value.length >= 6)
    .map((value) => JSON.stringify(value).slice(1, -1));
}
