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
/** The methods of a group share its limit; a call that is not served counts like any other. */
const GROUPS: readonly Group[] = [
  { limit: 300, methods: ['PostOrder'] },
  { limit: 450, methods: ['PostOrderAsync'] },
  { limit: 200, methods: ['GetOrders'] },
  { limit: 100, methods: ['CancelOrder'] },
  { limit: 5, methods: ['GetBrokerReport', 'GetDividendsForeignIssuer'] },
];
const GROUP_OF: ReadonlyMap<string, Group> = new Map(
  GROUPS.flatMap((group) => group.methods.map((method) => [method, group] as const)),
);
const DEFAULT_LIMIT = 100;

interface Group {
  readonly limit: number;
  readonly methods: readonly string[];
}

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
  /** By group, or by the name of the service. */
  readonly #counters = new Map<Group | string, Counter>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  count({ service, method, nowMs }: { service: string; method: string; nowMs: number }): Allowance {
    const group = GROUP_OF.get(method);
    const limit = group?.limit ?? SERVICE_LIMITS[service] ?? DEFAULT_LIMIT;
    const counted = group ?? service;
    let counter = this.#counters.get(counted);
    if (!counter || counter.endsAtMs <= nowMs) {
      counter = { used: 0, endsAtMs: nowMs + this.#windowMs };
      this.#counters.set(counted, counter);
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
  const lines: { limitPerMinute: number; methods: string[] }[] = [];
  for (const [service, methods] of services) {
    const path = (method: string) => `tinkoff.public.invest.api.contract.v1.${service}/${method}`;
    const shared = methods.filter((method) => !GROUP_OF.has(method)).map(path);
    if (shared.length > 0)
      lines.push({ limitPerMinute: SERVICE_LIMITS[service] ?? DEFAULT_LIMIT, methods: shared });
    for (const group of GROUPS) {
      const named = group.methods.filter((method) => methods.includes(method));
      if (named.length > 0) lines.push({ limitPerMinute: group.limit, methods: named.map(path) });
    }
  }
  return lines;
}
