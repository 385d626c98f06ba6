/** The paper exchange's control interface, as tests use it. */

export interface LedgerEvent {
  readonly seq: number;
  readonly atUs: number;
  readonly kind: string;
  readonly requestId?: string;
  readonly orderId?: string;
  readonly ticker?: string;
  readonly direction?: 'buy' | 'sell';
  readonly lots?: number;
  readonly price?: string;
  readonly timeInForce?: string;
  readonly method?: string;
  readonly stopOrderId?: string;
  readonly stopPrice?: string;
  readonly margin?: boolean;
}

type Levels = readonly (readonly [price: string, lots: number])[];

export type PaperControl = ReturnType<typeof paperControl>;

export function paperControl(port: number) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    /** Sets the others' orders. */
    book: (ticker: string, book: { bids: Levels; asks: Levels }) => call('PUT', `/book/${ticker}`, book),
    /** Another participant trades against the book, our orders included. */
    trade: (ticker: string, trade: { side: 'buy' | 'sell'; lots: number; price: string }) =>
      call('POST', `/trade/${ticker}`, trade),
    /** Whether a repeat of a stop order under its key is the first one again, or a second one. */
    stopKeys: (honoured: boolean) => call('PUT', '/stop-keys', { honoured }),
    status: (ticker: string, status: string) => call('PUT', `/status/${ticker}`, { status }),
    /** Whether it may be traded by API. */
    conditions: (ticker: string, conditions: { readonly apiTradeAvailable: boolean }) =>
      call('PUT', `/status/${ticker}`, conditions),
    fault: (fault: {
      method: string;
      kind: string;
      code?: string;
      count?: number;
      probability?: number;
      ms?: number;
      ticker?: string;
    }) => call('POST', '/faults', fault),
    /** Those that wait for calls to strike. */
    faults: async () =>
      (
        (await call('GET', '/faults')) as {
          faults: { kind: string; ms: number; probability: number; ticker?: string }[];
        }
      ).faults,
    clearFaults: () => call('DELETE', '/faults'),
    account: (change: unknown) => call('PUT', '/account', change),
    ledger: async (since = 0) =>
      ((await call('GET', `/ledger?since=${since}`)) as { events: LedgerEvent[] }).events,
  };
}
