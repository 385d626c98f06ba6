import type { Static, TObject } from 'typebox';
import type { Database, TaskRow } from '../database/index.js';
import type { Locale } from '../locales/index.js';
import type { TaskService } from '../tasks/index.js';
import type { CancelJson } from './cancel/report.js';
import type { Health } from './health-report.js';
import type { HaltJson } from './mind-halt.js';
import type { TradedBroker } from './read-only.js';
import type { RefusedRow } from './refused-row.js';
import type { PricedRow } from './sprices.js';

/** What commands are carried out with; built once by a process. */
export interface CommandDependencies {
  readonly db: Database;
  /** Whose catalogue and tasks are meant, also while the broker does not answer. */
  readonly mode: TradedBroker['mode'];
  /** @throws BrokerAwayError when read while the broker does not answer yet. */
  readonly broker: TradedBroker;
  readonly tasks: TaskService;
  readonly health: () => Promise<Health>;
  /** What is away now and what that means for running tasks: `outage-<code>`; at once, from what is known. */
  readonly outage: () => Promise<string | undefined>;
  readonly commandNames: readonly string[];
}

/** One request by one person. */
export interface CommandContext extends CommandDependencies {
  /** Who asks: `api`, or `telegram:<user id>`. */
  readonly by: string;
  /** The same key again must start nothing new. */
  readonly requestKey?: string;
  /** Of what is shown as a text of ours. @default en */
  readonly locale?: Locale;
  /** The preview that was consented to, as it was shown. */
  readonly agreed?: unknown;
}

/** A command that is offered with an answer: by REST with its arguments, in the chat by its words. */
export interface NextCommand {
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
}

/** What a command answers, as data; the API, the bot and the page give it their own form. */
export type CommandOutcome =
  | { readonly kind: 'started'; readonly tasks: readonly TaskRow[]; readonly refused?: readonly RefusedRow[] }
  /** Tasks that were told something: to stop, to pause, to go on. */
  | { readonly kind: 'told'; readonly tasks: readonly TaskRow[]; readonly next?: readonly NextCommand[] }
  | {
      readonly kind: 'tasks';
      readonly tasks: readonly TaskRow[];
      readonly halted: HaltJson | null;
      /** Where everything is being cancelled: how far that is. */
      readonly cancelling?: CancelJson;
    }
  /** Rows of the queue of spreads with their prices. */
  | { readonly kind: 'prices'; readonly rows: readonly PricedRow[] }
  | {
      readonly kind: 'result';
      readonly result: unknown;
      readonly next?: readonly NextCommand[];
      readonly file?: OutcomeFile;
    };

/** The same for a program that reads files: by REST its text, in the chat a document. */
export interface OutcomeFile {
  readonly name: string;
  readonly mime: string;
  readonly text: string;
  /** Records in it, the header apart. */
  readonly rows: number;
}

export interface CommandDefinition<Arguments extends TObject = TObject> {
  readonly name: string;
  readonly arguments: Arguments;
  /**
   * Answers with a preview and a single-use token first, and acts when that comes back; `when-needed`: only where there
   * is a preview.
   */
  readonly confirm?: 'always' | 'when-needed';
  /** What will happen, shown before consent; required with `confirm`. Undefined: there is nothing to consent to. */
  preview?(args: Static<Arguments>, context: CommandContext): Promise<unknown>;
  /** The chat's text form: the words after the command, turned into arguments (checked against the schema afterwards). */
  fromWords?(words: readonly string[]): unknown;
  run(args: Static<Arguments>, context: CommandContext): Promise<CommandOutcome>;
}

/** A command, written once: its schema here, its words in `locales/`; it appears in the API, the bot and the documentation. */
export const defineCommand = <Arguments extends TObject>(
  definition: CommandDefinition<Arguments>,
): CommandDefinition<Arguments> => definition;
