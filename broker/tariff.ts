import type { GrpcClients } from './grpc/client.js';
import type { CallLogger } from './grpc/failed-call-log.js';
import { NewerUsersService } from './grpc/tariff-codec.js';
import type { RateBudget } from './limits/index.js';

/** Tariffs change when a person asks for it. */
const READ_EVERY_MS = 3_600_000;
/** So long the start waits for it; the published limits serve until it is known. */
const START_WAITS_MS = 2_000;

/** Tells the budget which methods share a limit and how large it is, now and once an hour. A failure changes nothing. */
export async function followTariff({
  clients,
  budget,
  logger,
}: {
  clients: GrpcClients;
  budget: RateBudget;
  logger: CallLogger;
}): Promise<{ close(): void }> {
  const users = clients.of(NewerUsersService, 'read');
  const read = async (signal?: AbortSignal) => {
    try {
      const { unaryLimits } = await users.getUserTariff({}, { ...(signal && { signal }) });
      budget.setTariff(unaryLimits);
    } catch (err) {
      logger.debug({ err }, 'the tariff could not be read; the limits known so far serve');
    }
  };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), START_WAITS_MS);
  await read(patience.signal).finally(() => clearTimeout(timer));
  const hourly = setInterval(() => void read(), READ_EVERY_MS).unref();
  return { close: () => clearInterval(hourly) };
}
