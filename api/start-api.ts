import { commands, connectDependencies } from '../commands/index.js';
import { type Config, type Logger, StartError } from '../config/index.js';
import { apiToken } from './api-token.js';
import { buildApi } from './build-api.js';
import { watchParts } from './watch-parts.js';

/** Builds the API; the only place of this process that does. */
export async function startApi(context: { config: Config; logger: Logger; fail: (error: unknown) => void }) {
  const { config, logger } = context;
  const token = config.api.token ?? (await apiToken(config.dataDir));
  const connections = await connectDependencies(
    { ...context, process: 'api' },
    commands.map(({ name }) => name),
  );
  const app = await buildApi({ ...connections, token, logger });
  try {
    await app.listen({ host: config.api.host, port: config.api.port });
  } catch (error) {
    await connections.close();
    throw inOneSentence(error as NodeJS.ErrnoException, config.api);
  }
  const { db, health } = connections.dependencies;
  const parts = watchParts({ db, health, logger });
  return async () => {
    await parts.close();
    await app.close();
    await connections.close();
  };
}

function inOneSentence(error: NodeJS.ErrnoException, { host, port }: Config['api']): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(`port ${port} is taken: end what uses it, or set API_PORT to another`);
    case 'EACCES':
      return new StartError(`port ${port} may not be used by this user: set API_PORT to one above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`${host} is no address of this machine: set API_HOST to one that is`);
    default:
      return error;
  }
}
