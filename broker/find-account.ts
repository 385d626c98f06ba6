import { setTimeout as delay } from 'node:timers/promises';
import {
  AccessLevel,
  type Account,
  AccountStatus,
  AccountType,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';
import { AccessDeniedError } from './errors.js';
import type { GrpcClients } from './grpc/client.js';
import type { StreamLogger } from './hubs/reconnecting-stream.js';
import { AccountChoiceError } from './self-check.js';

export interface FindAccountOptions {
  /** Which account to trade; needed when the token reaches several. */
  readonly accountId?: string;
  /** Reads go out with a token of their own. */
  readonly readToken?: string;
  readonly logger: Pick<StreamLogger, 'warn'>;
  /** Ends the waiting for a broker that does not answer. */
  readonly signal?: AbortSignal;
}

export interface FoundAccount {
  readonly id: string;
  /** TINVEST_TOKEN may look at it and no more. */
  readonly readOnly: boolean;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/**
 * The account to trade, by the rights of the token that orders go out with; a read token must reach it too. Waits as
 * long as the broker does not answer.
 * @throws AccountChoiceError, AccessDeniedError: nothing that waiting would mend.
 */
export async function findAccount(clients: GrpcClients, options: FindAccountOptions): Promise<FoundAccount> {
  const { accountId, readToken, logger, signal } = options;
  // A question, but asked with the token of orders: its rights are the answer.
  const full = clients.of(UsersServiceDefinition, 'read', 'full');
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    signal?.throwIfAborted();
    try {
      const { accounts } = await full.getAccounts({}, signal && { signal });
      const { id, accessLevel } = chooseAccount(accounts.filter(isReached), accountId);
      if (readToken !== undefined) await mustBeReadable(clients, id, signal);
      return { id, readOnly: accessLevel === AccessLevel.ACCOUNT_ACCESS_LEVEL_READ_ONLY };
    } catch (err) {
      if (err instanceof AccountChoiceError || err instanceof AccessDeniedError) throw err;
      signal?.throwIfAborted();
      logger.warn({ err }, isOfCertificate(err) ? UNKNOWN_AUTHORITY : SILENT);
      await delay(retryMs * (0.5 + Math.random()), undefined, signal && { signal });
    }
  }
}

const SILENT = 'the broker does not answer yet, trying again';
const UNKNOWN_AUTHORITY =
  "the broker's certificate is not believed: set TINVEST_CA_FILE to the root certificate of the Russian national authority, see the README; trying again";

const isOfCertificate = (error: unknown): boolean =>
  error instanceof Error && /certificate/i.test(error.message);

const isReached = ({ status, accessLevel }: Account): boolean =>
  status === AccountStatus.ACCOUNT_STATUS_OPEN && accessLevel !== AccessLevel.ACCOUNT_ACCESS_LEVEL_NO_ACCESS;

async function mustBeReadable(
  clients: GrpcClients,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    const { accounts } = await clients
      .of(UsersServiceDefinition, 'read')
      .getAccounts({}, signal && { signal });
    if (accounts.filter(isReached).some((account) => account.id === id)) return;
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    throw new AccountChoiceError(
      `the broker does not accept TINVEST_READ_TOKEN: ${error.brokerMessage ?? error.brokerCode ?? error.code}`,
    );
  }
  throw new AccountChoiceError(`TINVEST_READ_TOKEN does not reach account ${id}, which TINVEST_TOKEN trades`);
}

/** Kinds of accounts that hold money and trade nothing. */
const ONLY_KEEPS: ReadonlySet<AccountType> = new Set([
  AccountType.ACCOUNT_TYPE_INVEST_BOX,
  AccountType.ACCOUNT_TYPE_INVEST_FUND,
]);

function chooseAccount(reached: readonly Account[], wanted: string | undefined): Account {
  const open = reached.filter(({ type }) => !ONLY_KEEPS.has(type));
  if (reached.some(({ id, type }) => ONLY_KEEPS.has(type) && (id === wanted || open.length === 0)))
    throw new AccountChoiceError(
      'the account only keeps money (a savings box or a fund) and cannot trade: the token has to reach a brokerage account',
    );
  const ids = open.map(({ id }) => id).join(', ');
  if (wanted !== undefined) {
    const account = open.find(({ id }) => id === wanted);
    if (account) return account;
    throw new AccountChoiceError(
      `TINVEST_ACCOUNT_ID is ${wanted}, but the token reaches only: ${ids || 'no account'}`,
    );
  }
  const [only, ...others] = open;
  if (only === undefined) throw new AccountChoiceError('the token reaches no open account');
  if (others.length > 0)
    throw new AccountChoiceError(
      `the token reaches several accounts: set TINVEST_ACCOUNT_ID to one of ${ids}`,
    );
  return only;
}
