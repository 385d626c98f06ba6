/** What an answer's headers say of the limit its call counts against. */
export interface LimitHeaders {
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the counter is zeroed, rounded up. */
  readonly resetSeconds: number;
  /** True when the headers describe a shorter window than the method's longest one: its own count is not told. */
  readonly isOfShorterWindow: boolean;
}

type Get = (name: 'x-ratelimit-limit' | 'x-ratelimit-remaining' | 'x-ratelimit-reset') => string | undefined;

/** `x-ratelimit-limit` is `100, 100;w=60`: the limit that is nearest, then every limit with its window in seconds. */
export function limitHeadersOf(get: Get): LimitHeaders | undefined {
  const remaining = whole(get('x-ratelimit-remaining'));
  const resetSeconds = whole(get('x-ratelimit-reset'));
  const [first = '', ...rest] = (get('x-ratelimit-limit') ?? '').split(',');
  const limit = whole(first);
  if (limit === undefined || limit < 1 || remaining === undefined || resetSeconds === undefined) return;
  const quotas = rest.flatMap((each) => {
    const [, quota, window] = /^\s*(\d+)\s*;\s*w=(\d+)/.exec(each) ?? [];
    return quota === undefined ? [] : [{ quota: Number(quota), windowSeconds: Number(window) }];
  });
  const longest = Math.max(0, ...quotas.map(({ windowSeconds }) => windowSeconds));
  const described = quotas.find(({ quota }) => quota === limit)?.windowSeconds;
  return {
    limit,
    remaining,
    resetSeconds,
    isOfShorterWindow: described !== undefined && described < longest,
  };
}

function whole(text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  return trimmed && /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}
