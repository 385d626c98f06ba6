import { ContractError, Refusal } from '../errors.js';

type AnyMethod = (...parameters: never[]) => unknown;

/** Fills up a service: what is not served says so, never an empty success. */
export function withUnimplemented<Service extends object>(
  definition: { readonly methods: Readonly<Record<string, { readonly responseStream: boolean }>> },
  served: Partial<Service>,
): Service {
  const refuse = (responseStream: boolean): AnyMethod =>
    responseStream
      ? // biome-ignore lint/correctness/useYield: a stream that ends with an error before its first message
        async function* refused() {
          throw new ContractError(Refusal.unimplemented);
        }
      : async () => {
          throw new ContractError(Refusal.unimplemented);
        };
  const missing = Object.entries(definition.methods).map(([name, { responseStream }]) => [
    name,
    refuse(responseStream),
  ]);
  return { ...Object.fromEntries(missing), ...served } as Service;
}
