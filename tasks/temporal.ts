import { readFileSync } from 'node:fs';
import { Connection, type ConnectionOptions } from '@temporalio/client';

/** What the client's connection and the worker's native one have in common. */
type CommonConnectionOptions = Pick<ConnectionOptions, 'address' | 'tls'> & { apiKey?: string };

/** How to reach Temporal, as `config/` reads it. */
export interface TemporalSettings {
  readonly address: string;
  readonly apiKey: string | undefined;
  readonly tls: {
    readonly enabled: boolean;
    readonly certFile: string | undefined;
    readonly keyFile: string | undefined;
    readonly caFile: string | undefined;
    readonly serverName: string | undefined;
  };
}

export function connectionOptions({ address, apiKey, tls }: TemporalSettings): CommonConnectionOptions {
  const { certFile, keyFile, caFile, serverName } = tls;
  const secured =
    tls.enabled || apiKey !== undefined || [certFile, caFile, serverName].some((each) => each !== undefined);
  return {
    address,
    ...(apiKey !== undefined && { apiKey }),
    ...(secured && {
      tls: {
        ...(serverName !== undefined && { serverNameOverride: serverName }),
        ...(caFile !== undefined && { serverRootCACertificate: readFileSync(caFile) }),
        ...(certFile !== undefined &&
          keyFile !== undefined && {
            clientCertPair: { crt: readFileSync(certFile), key: readFileSync(keyFile) },
          }),
      },
    }),
  };
}

/** Connects when first used, so that a process starts while Temporal is away. */
export const connectTemporal = (settings: TemporalSettings): Connection =>
  Connection.lazy(connectionOptions(settings));

/** A worker polls only the queue of its own mode and account, so it never runs another's task. */
export const taskQueueOf = ({ mode, accountId }: { mode: string; accountId: string }): string =>
  `trademan/${mode}/${accountId}`;
