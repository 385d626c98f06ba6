import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

/** Everything the environment may say, parsed. Units are in the names. */
export interface Config {
  readonly broker: 'paper' | 'sandbox' | 'live';
  readonly tinvest: {
    readonly token: string | undefined;
    readonly readToken: string | undefined;
    readonly accountId: string | undefined;
    readonly endpoint: string;
    readonly caFile: string | undefined;
  };
  readonly telegram: {
    readonly token: string | undefined;
    readonly users: readonly number[];
    readonly apiRoot: string | undefined;
    readonly proxy: string | undefined;
  };
  readonly databaseUrl: string | undefined;
  readonly temporal: {
    readonly address: string | undefined;
    readonly namespace: string;
    readonly apiKey: string | undefined;
    readonly tls: {
      readonly enabled: boolean;
      readonly certFile: string | undefined;
      readonly keyFile: string | undefined;
      readonly caFile: string | undefined;
      readonly serverName: string | undefined;
    };
    readonly port: number;
    readonly uiPort: number;
  };
  readonly api: { readonly host: string; readonly port: number; readonly token: string | undefined };
  readonly paper: {
    readonly port: number;
    readonly controlPort: number;
    readonly seed: string;
    readonly rateWindowMs: number;
    readonly calm: boolean;
    readonly hours: 'always' | 'moex';
    /** Another port of the exchange, behind a certificate of one's own. */
    readonly tls?: { readonly port: number; readonly certFile: string; readonly keyFile: string };
  };
  /** Absolute. */
  readonly dataDir: string;
  readonly workers: number;
  readonly logLevel: string;
}

/** A setting that cannot be used; names it and says what would be right. */
export class ConfigError extends Error {
  readonly code = 'wrong-setting';
  constructor(
    readonly setting: string,
    readonly expected: string,
    value: string | undefined,
  ) {
    // A secret's value is never repeated.
    const shown = value === undefined || /TOKEN|KEY|URL|PROXY/.test(setting) ? '' : `, not "${value}"`;
    super(`${setting} must be ${expected}${shown}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The broker lets a user have ten order-state streams, one for each worker. And three calls a second each are left of
 * what they share: a hedge, a cancel and an ordinary call (`PACE_SHARES`).
 */
const MOST_WORKERS = 10;

const ENDPOINTS = {
  live: 'invest-public-api.tbank.ru:443',
  sandbox: 'sandbox-invest-public-api.tbank.ru:443',
} as const;

/**
 * Reads the settings from the environment, with `.env` in the current folder beneath it.
 * @throws ConfigError naming the first wrong setting.
 */
export function loadConfig(environment: Environment = process.env, envFile = '.env'): Config {
  const read = reader(withoutEmpty({ ...readEnvFile(envFile), ...environment }));
  const broker = read.oneOf('BROKER', ['paper', 'sandbox', 'live'], 'paper');
  const paperPort = read.port('PAPER_PORT', 50051);
  const endpoint = read.text('TINVEST_ENDPOINT');
  const dataDir = read.text('DATA_DIR') ?? (broker === 'live' ? liveDataDir(environment) : '.trademan');
  return {
    broker,
    tinvest: {
      token: read.text('TINVEST_TOKEN'),
      readToken: read.text('TINVEST_READ_TOKEN'),
      accountId: read.text('TINVEST_ACCOUNT_ID'),
      endpoint: endpoint ?? (broker === 'paper' ? `localhost:${paperPort}` : ENDPOINTS[broker]),
      caFile: read.text('TINVEST_CA_FILE'),
    },
    telegram: {
      token: read.text('TELEGRAM_TOKEN'),
      users: read.integers('TELEGRAM_USERS'),
      apiRoot: read.text('TELEGRAM_API_ROOT'),
      proxy: read.text('TELEGRAM_PROXY'),
    },
    databaseUrl: read.matching('DATABASE_URL', /^postgres(ql)?:\/\//, 'a postgres:// address'),
    temporal: {
      address: read.matching('TEMPORAL_ADDRESS', /^[^/\s]+:\d+$/, 'a host:port address'),
      namespace: read.text('TEMPORAL_NAMESPACE') ?? 'default',
      apiKey: read.text('TEMPORAL_API_KEY'),
      tls: {
        enabled: read.flag('TEMPORAL_TLS_ENABLED', false),
        certFile: read.text('TEMPORAL_TLS_CERT_FILE'),
        keyFile: read.text('TEMPORAL_TLS_KEY_FILE'),
        caFile: read.text('TEMPORAL_TLS_CA_FILE'),
        serverName: read.text('TEMPORAL_TLS_SERVER_NAME'),
      },
      port: read.port('TEMPORAL_PORT', 7233),
      uiPort: read.port('TEMPORAL_UI_PORT', 8233),
    },
    api: {
      host: read.text('API_HOST') ?? '127.0.0.1',
      port: read.port('API_PORT', 3000),
      token: read.matching('API_TOKEN', /^\S{16,}$/, 'at least 16 characters without spaces'),
    },
    paper: {
      port: paperPort,
      controlPort: read.port('PAPER_CONTROL_PORT', 50052),
      seed: read.text('PAPER_SEED') ?? '1',
      rateWindowMs: read.integer('PAPER_RATE_WINDOW_MS', 60_000, { least: 1 }),
      calm: read.flag('PAPER_CALM', false),
      hours: read.oneOf('PAPER_HOURS', ['always', 'moex'], 'always'),
      ...paperTls(read),
    },
    dataDir: resolve(dataDir),
    workers: read.integer('WORKERS', 1, { least: 1, most: MOST_WORKERS }),
    logLevel: read.oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  };
}

/** A port without a certificate, or half of one, would be a door that does not open. */
function paperTls(read: ReturnType<typeof reader>): Pick<Config['paper'], 'tls'> {
  const [certFile, keyFile] = [read.text('PAPER_TLS_CERT_FILE'), read.text('PAPER_TLS_KEY_FILE')];
  const asked = read.text('PAPER_TLS_PORT') ?? certFile ?? keyFile;
  if (asked === undefined) return {};
  if (certFile === undefined) throw new ConfigError('PAPER_TLS_CERT_FILE', 'a PEM file', 'nothing');
  if (keyFile === undefined) throw new ConfigError('PAPER_TLS_KEY_FILE', 'a PEM file', 'nothing');
  return { tls: { port: read.port('PAPER_TLS_PORT', 50053), certFile, keyFile } };
}

/** Outside the checkout, so that cleaning it loses nothing where money is real. */
function liveDataDir(environment: Environment): string {
  const home = environment.HOME ?? environment.USERPROFILE ?? '.';
  const base =
    environment.XDG_DATA_HOME ??
    environment.LOCALAPPDATA ??
    (process.platform === 'darwin' ? `${home}/Library/Application Support` : `${home}/.local/share`);
  return `${base}/trademan`;
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * `NAME=` in .env means not set, as people expect of a commented template; `NAME= npm start` unsets what .env says.
 */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );

function reader(environment: Environment) {
  const text = (name: string): string | undefined => environment[name]?.trim();

  const integer = (
    name: string,
    fallback: number,
    { least = 0, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {},
  ): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new ConfigError(name, `a whole number ${bounds}`, value);
    }
    return number;
  };

  return {
    text,
    integer,
    port: (name: string, fallback: number) => integer(name, fallback, { least: 1, most: 65_535 }),
    flag(name: string, fallback: boolean): boolean {
      const value = text(name);
      if (value === undefined) return fallback;
      if (/^(1|true|yes|on)$/i.test(value)) return true;
      if (/^(0|false|no|off)$/i.test(value)) return false;
      throw new ConfigError(name, '1 or 0', value);
    },
    oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
      const value = text(name);
      if (value === undefined) return fallback;
      const choice = choices.find((each) => each === value);
      if (choice === undefined) throw new ConfigError(name, `one of ${choices.join(', ')}`, value);
      return choice;
    },
    matching(name: string, pattern: RegExp, expected: string): string | undefined {
      const value = text(name);
      if (value !== undefined && !pattern.test(value)) throw new ConfigError(name, expected, value);
      return value;
    },
    integers(name: string): readonly number[] {
      const value = text(name);
      if (value === undefined) return [];
      return value.split(/[\s,;]+/).map((each) => {
        if (!/^\d{1,15}$/.test(each)) throw new ConfigError(name, 'numeric ids separated by commas', value);
        return Number(each);
      });
    },
  };
}
