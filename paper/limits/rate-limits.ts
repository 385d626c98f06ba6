/**
 * Unary limits per minute, for a user over all tokens: the table the broker published in October 2024. Methods
 * that are not named share the limit of their service.
 */
const SERVICE_LIMITS: Readonly<Record<string, number>> = {
  InstrumentsService: 200,
  UsersService: 100,
  OperationsService: 200,
  MarketDataService: 600,
  OrdersService: 100,
  StopOrdersService: 50,
  SandboxService: 200,
};
const METHOD_LIMITS: Readonly<Record<string, number>> = {
  PostOrder: 300,
  PostOrderAsync: 450,
  GetOrders: 200,
  CancelOrder: 100,
};
const DEFAULT_LIMIT = 100;

export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the counter is zeroed. */
  readonly resetSeconds: number;
  readonly windowSeconds: number;
}

interface Counter {
  used: number;
  endsAtMs: number;
}

/** Counts calls in fixed windows that start with the first call. */
export class RateLimits {
  readonly #windowMs: number;
  readonly #counters = new Map<string, Counter>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  count({ service, method, nowMs }: { service: string; method: string; nowMs: number }): Allowance {
    const group = METHOD_LIMITS[method] === undefined ? service : method;
    const limit = METHOD_LIMITS[method] ?? SERVICE_LIMITS[service] ?? DEFAULT_LIMIT;
    let counter = this.#counters.get(group);
    if (!counter || counter.endsAtMs <= nowMs) {
      counter = { used: 0, endsAtMs: nowMs + this.#windowMs };
      this.#counters.set(group, counter);
    }
    const allowed = counter.used < limit;
    if (allowed) counter.used += 1;
    return {
      allowed,
      limit,
      remaining: limit - counter.used,
      resetSeconds: Math.ceil((counter.endsAtMs - nowMs) / 1000),
      windowSeconds: Math.ceil(this.#windowMs / 1000),
    };
  }
}

/** The same limits as the tariff call tells them; a service's own limit goes to `serviceMethods`, those not named. */
export function tariff(
  services: ReadonlyMap<string, readonly string[]>,
): { limitPerMinute: number; methods: string[] }[] {
  const named = Object.entries(METHOD_LIMITS);
  const lines: { limitPerMinute: number; methods: string[] }[] = [];
  for (const [service, methods] of services) {
    const path = (method: string) => `tinkoff.public.invest.api.contract.v1.${service}/${method}`;
    const shared = methods.filter((method) => METHOD_LIMITS[method] === undefined).map(path);
    if (shared.length > 0)
      lines.push({ limitPerMinute: SERVICE_LIMITS[service] ?? DEFAULT_LIMIT, methods: shared });
    for (const [method, limitPerMinute] of named) {
      if (methods.includes(method)) lines.push({ limitPerMinute, methods: [path(method)] });
    }
  }
  return lines;
}
