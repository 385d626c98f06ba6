import { type CommandContext, type CommandDependencies, carryOut, commandByName } from '../commands/index.js';
import type { Logger } from '../config/index.js';
import { type Locale, translate } from '../locales/index.js';
import { failureText } from './answers/failure.js';
import { fitting } from './answers/fitting.js';
import { askedWhole } from './answers/messages.js';
import { outcomeText, questionText } from './answers/outcome.js';
import type { ConfirmationsDependencies } from './confirmations.js';
import { type Answer, answerOnce } from './requests.js';
import type { TextCommandsDependencies } from './text-commands.js';

export interface CommandDeskDependencies {
  readonly dependencies: CommandDependencies;
  readonly logger: Logger;
}

interface Request {
  readonly command: string;
  readonly actor: string;
  readonly requestKey: string;
  readonly locale: Locale;
}

/** Carries out what the chat asks for through the registry, once an update; whatever happens is an answer in words. */
export function createCommandDesk({
  dependencies,
  logger,
}: CommandDeskDependencies): Pick<TextCommandsDependencies, 'ask' | 'isCommand'> & ConfirmationsDependencies {
  const answered = async (request: Request, content: string, asked: () => Asked): Promise<Answer> => {
    const { command, actor, requestKey: key, locale } = request;
    try {
      return await answerOnce(
        dependencies.db,
        { actor, key, content },
        {
          carryOut: () => answerOf(request, asked()),
          onUnkept: (error) => logger.warn({ err: error, command }, 'an answer could not be kept'),
        },
      );
    } catch (error) {
      const known = failureText({ locale, command, error });
      if (known === undefined) logger.error({ err: error, command }, 'a command failed');
      return { text: fitting(known ?? translate(locale, 'error-internal')) };
    }
  };

  const answerOf = async ({ command, actor, requestKey, locale }: Request, asked: Asked): Promise<Answer> => {
    const outcome = await carryOut(
      { command: commandByName(command), ...asked },
      contextOf(dependencies, { by: actor, requestKey, locale }),
    );
    if (outcome.kind === 'result' && outcome.file) {
      const { name, text, rows } = outcome.file;
      return { text: translate(locale, 'answer-file', { count: rows }), file: { name, text } };
    }
    if (outcome.kind !== 'confirmation-required') {
      const text = outcomeText({ locale, command, outcome, outage: await dependencies.outage() });
      return { text, ...('next' in outcome && outcome.next && { next: outcome.next }) };
    }
    const { token } = outcome;
    return askedWhole(locale, questionText({ locale, command, outcome }), { command, token });
  };

  return {
    isCommand: (name) => dependencies.commandNames.includes(name),
    ask: ({ words, ...request }) =>
      answered(request, [request.command, ...words].join(' '), () => ({
        args: commandByName(request.command).fromWords?.(words) ?? {},
      })),
    confirm: ({ token, ...request }) =>
      answered(request, `${request.command} ${token}`, () => ({ args: undefined, confirm: token })),
  };
}

interface Asked {
  readonly args: unknown;
  readonly confirm?: string;
}

/** Not a spread: reading the broker while it is away fails, which must be left to the command that needs it. */
const contextOf = (
  dependencies: CommandDependencies,
  request: Pick<CommandContext, 'by' | 'requestKey' | 'locale'>,
): CommandContext =>
  Object.create(
    dependencies,
    Object.getOwnPropertyDescriptors(request) as PropertyDescriptorMap,
  ) as CommandContext;
