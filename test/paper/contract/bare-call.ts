/** Any unary call of the contract by its full name, with a request of these bytes: none, if not given. */
import {
  ChannelCredentials,
  ClientError,
  createChannel,
  createClientFactory,
  Metadata,
  Status,
} from 'nice-grpc';

export interface BareAnswer {
  readonly status: Status;
  /** The broker's code when the call was refused. */
  readonly code: string | undefined;
  /** Its words. */
  readonly message: string | undefined;
  readonly trackingId: string | undefined;
  readonly limit: string | undefined;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface BareCaller {
  /** @param method without the package: `UsersService/GetInfo` */
  call(method: string, request?: Uint8Array): Promise<BareAnswer>;
  close(): void;
}

export function bareCaller(port: number): BareCaller {
  const channel = createChannel(`localhost:${port}`, ChannelCredentials.createInsecure());
  const factory = createClientFactory();
  const metadata = new Metadata({ Authorization: 'Bearer full' });
  const bytes = (value: Uint8Array) => value;
  const make = (method: string) =>
    factory.create(
      {
        call: {
          path: `/tinkoff.public.invest.api.contract.v1.${method}`,
          requestStream: false,
          responseStream: false,
          requestSerialize: bytes,
          requestDeserialize: bytes,
          responseSerialize: bytes,
          responseDeserialize: bytes,
          options: {},
        },
      } as const,
      channel,
    );
  const clients = new Map<string, ReturnType<typeof make>>();
  return {
    async call(method, request = new Uint8Array()) {
      const client = clients.get(method) ?? make(method);
      clients.set(method, client);
      let told: Metadata | undefined;
      const keep = (answered: Metadata) => {
        if (answered.has('x-ratelimit-limit')) told = answered;
      };
      let status: Status = Status.OK;
      let code: string | undefined;
      try {
        await client.call(request, { metadata, onHeader: keep, onTrailer: keep });
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        status = error.code;
        code = error.details;
      }
      return {
        status,
        code,
        message: told?.get('message'),
        trackingId: told?.get('x-tracking-id'),
        limit: told?.get('x-ratelimit-limit'),
        remaining: Number(told?.get('x-ratelimit-remaining')),
        resetSeconds: Number(told?.get('x-ratelimit-reset')),
      };
    },
    close: () => channel.close(),
  };
}
