import { type Config, ConfigError, loadConfig } from './config.js';
import { createLogger, type Logger } from './logger.js';
import { whatCannotRun } from './what-cannot-run.js';

export interface ProcessDefinition {
  /** Also the process title: `trademan-worker` and so on. */
  readonly name: string;
  /** Builds everything; resolves when the process does its work. Returns how to end it in order. */
  start(context: {
    config: Config;
    logger: Logger;
    fail: (error: unknown) => void;
  }): Promise<() => Promise<void>>;
  /** How long the end may take before it is forced. */
  readonly stopTimeoutMs?: number;
}

/** "Configuration error" of sysexits.h; `npm start` knows by it that trying again is of no use. */
const PERSON_NEEDED = 78;

/** An error that a person can act on: its message is the whole story, no stack is shown. */
export class StartError extends Error {
  readonly code = 'start-error';
  override name = 'StartError';
}

/**
 * Runs one of our processes: title, settings, start, `ready` to the supervisor, and an orderly end on SIGTERM,
 * SIGINT, or when the supervisor is gone (an orphan would go on trading unseen).
 */
export async function runProcess({ name, start, stopTimeoutMs = 8_000 }: ProcessDefinition): Promise<void> {
  process.title = name;
  let logger: Logger | undefined;
  let stop: (() => Promise<void>) | undefined;
  let ending = false;

  const end = (exitCode: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(exitCode || 1), stopTimeoutMs).unref();
    Promise.resolve(stop?.())
      .catch((error: unknown) => logger?.error({ err: error }, 'the end was not orderly'))
      .finally(() => process.exit(exitCode));
  };
  const fail = (error: unknown) => {
    const forPerson = error instanceof ConfigError || error instanceof StartError;
    if (logger && !forPerson) logger.fatal({ err: error }, 'stopped by an error');
    else process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    end(forPerson ? PERSON_NEEDED : 1);
  };

  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  process.on('disconnect', () => end(0));

  try {
    const config = loadConfig();
    // Here too, and not in the supervisor alone: a process may be started by a container or by hand.
    const reason = whatCannotRun(config);
    if (reason !== undefined) throw new StartError(reason);
    logger = createLogger(config, name);
    const started = await start({ config, logger, fail });
    stop = started;
    process.send?.('ready');
  } catch (error) {
    fail(error);
  }
}
