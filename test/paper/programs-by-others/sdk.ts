/** The npm package `tinkoff-sdk-grpc-js`, led to a paper exchange by its environment alone. */
import { answerAsBroker, type BrokerName } from './broker-name.js';

export type Sdk = ReturnType<typeof import('tinkoff-sdk-grpc-js')['createSdk']>;

export interface Refusal {
  readonly message?: string | undefined;
  readonly trackId?: string | undefined;
  /** From the program's own table of the broker's errors. */
  readonly description?: string | undefined;
}

export interface SdkAtExchange {
  readonly sdk: Sdk;
  readonly broker: BrokerName;
  readonly accountId: string;
  /** What its logger was told of; the call itself then fails with an error of its library. */
  readonly refusals: readonly Refusal[];
  close(): Promise<void>;
}

/** Once in a test file: the package reads its environment when it is loaded. */
export async function connectSdk(exchangePort: number): Promise<SdkAtExchange> {
  const refusals: Refusal[] = [];
  const broker = await answerAsBroker(exchangePort);
  Object.assign(process.env, broker.environment);
  const { createSdk } = await import('tinkoff-sdk-grpc-js');
  const sdk = createSdk('t.somebody-elses', 'somebody.else', ({ message, trackId }, _error, known) =>
    refusals.push({ message, trackId, description: known?.description }),
  );
  const { accounts } = await sdk.users.getAccounts({});
  return {
    sdk,
    broker,
    accountId: accounts[0]?.id ?? '',
    refusals,
    async close() {
      for (const name of Object.keys(broker.environment)) delete process.env[name];
      await broker.close();
    },
  };
}
