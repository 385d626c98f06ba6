/**
 * Which methods share a limit, and how large it is: from the user's tariff; before that is known, or for what it does
 * not name, the table that the broker published in October 2024 (calls a minute), which is the more careful one.
 */

/** One line of the tariff. Methods are full paths, `package.Service/Method`. */
export interface TariffLine {
  readonly limitPerMinute: number;
  /** 0 or absent: none of its own. */
  readonly limitPerSecond?: number;
  readonly methods: readonly string[];
}

const OF_SERVICE: Readonly<Record<string, number>> = {
  InstrumentsService: 200,
  UsersService: 100,
  OperationsService: 200,
  MarketDataService: 600,
  OrdersService: 100,
  StopOrdersService: 50,
  SandboxService: 200,
};
const OF_METHOD: Readonly<Record<string, number>> = {
  'OrdersService/PostOrder': 300,
  'OrdersService/PostOrderAsync': 450,
  'OrdersService/GetOrders': 200,
  'OrdersService/CancelOrder': 100,
  'OperationsService/GetBrokerReport': 5,
  'OperationsService/GetDividendsForeignIssuer': 5,
};
const OF_UNKNOWN_SERVICE = 100;

/** The name of the limit that a method counts against while no tariff names it, and its size. */
export function publishedLimitOf(path: string): { name: string; limit: number } {
  const [service = '', method = ''] = path.slice(path.lastIndexOf('.') + 1).split('/');
  const own = OF_METHOD[`${service}/${method}`];
  return own === undefined
    ? { name: service, limit: OF_SERVICE[service] ?? OF_UNKNOWN_SERVICE }
    : { name: `${service}/${method}`, limit: own };
}

/**
 * Hedges go out by these, or cancels have to share them with moves: only there is a share kept. Stop orders keep none:
 * no hedge goes there, and a cancel is the first to be sent after the reset; their limit is so small that a share would
 * cost whole minutes.
 */
export const keepsAShare = (path: string): boolean =>
  /\.OrdersService\/(PostOrder|PostOrderAsync|CancelOrder)$/.test(path);

const SHARE = 0.1;
const LEAST_SHARE = 2;

/** Calls of a window that ordinary calls leave to hedges and cancels. */
export const shareOf = (limit: number): number =>
  Math.min(Math.max(LEAST_SHARE, Math.ceil(limit * SHARE)), Math.floor(limit / 2));
