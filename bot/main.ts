/** The Telegram bot: commands, questions and reports in chats. */
import { commands, connectDependencies } from '../commands/index.js';
import { runProcess, StartError } from '../config/index.js';
import { createCommandDesk } from './command-desk.js';
import { isTokenRefused } from './keep-trying.js';
import { startBotService } from './service.js';
import { clientOptions } from './telegram-client.js';

const STOP_TIMEOUT_MS = 2_500;

await runProcess({
  name: 'trademan-bot',
  stopTimeoutMs: STOP_TIMEOUT_MS,
  async start({ config, logger, fail }) {
    const { token, users } = config.telegram;
    if (token === undefined)
      throw new StartError(
        'TELEGRAM_TOKEN must be set: a bot and its token come from @BotFather in Telegram',
      );
    const client = clientOptions(config.telegram);
    if (users.length === 0)
      logger.warn('TELEGRAM_USERS is empty: write to the bot, and put the id that is logged then into it');
    const names = commands.map(({ name }) => name);
    const connections = await connectDependencies({ process: 'bot', config, logger, fail }, names);
    const { dependencies, notifications } = connections;
    const service = startBotService({
      token,
      client,
      users,
      commands: names,
      db: dependencies.db,
      notifications,
      logger,
      onRefused: (error) =>
        fail(isTokenRefused(error) ? new StartError('Telegram does not accept TELEGRAM_TOKEN') : error),
      ...createCommandDesk({ dependencies, logger }),
    });
    return async () => {
      await service.stop();
      await connections.close();
    };
  },
});
