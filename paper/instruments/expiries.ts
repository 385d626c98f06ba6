/** Quarterly expiries: the third Thursday of March, June, September and December. */

export interface Expiry {
  /** Month letter and the year's last digit, as in a ticker: `H7`. */
  readonly code: string;
  /** `3.27`, as in a name. */
  readonly label: string;
  /** `0327`, as in an id that must not come again after ten years. */
  readonly mmyy: string;
  /** The last day of trading, UTC midnight. */
  readonly day: Date;
  /** When trading of stock futures ends, and of index futures. */
  readonly stocksAtMs: number;
  readonly indicesAtMs: number;
  /** 1 is the next one, 2 the one after; 0 and below are over. */
  readonly position: number;
}

const LETTERS: Readonly<Record<number, string>> = { 2: 'H', 5: 'M', 8: 'U', 11: 'Z' };
const MOSCOW_OFFSET_HOURS = 3;
const THURSDAY = 4;

/** The last `expired` and the next `ahead` expiries, oldest first; one is over when its trading has ended. */
export function expiriesAround(
  nowMs: number,
  { expired, ahead }: { expired: number; ahead: number },
): Expiry[] {
  const now = new Date(nowMs);
  const quarter = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3);
  const next = stocksEnd(quarter) > nowMs ? quarter : quarter + 1;
  return Array.from({ length: expired + ahead }, (_, index) => {
    const position = index - expired + 1;
    return expiryOf(next + position - 1, position);
  });
}

function expiryOf(quarter: number, position: number): Expiry {
  const day = lastDay(quarter);
  const year = day.getUTCFullYear();
  const month = day.getUTCMonth();
  return {
    code: `${LETTERS[month] ?? ''}${year % 10}`,
    label: `${month + 1}.${year % 100}`,
    mmyy: `${String(month + 1).padStart(2, '0')}${String(year % 100).padStart(2, '0')}`,
    day,
    stocksAtMs: stocksEnd(quarter),
    indicesAtMs: day.getTime() + (14 - MOSCOW_OFFSET_HOURS) * 3_600_000,
    position,
  };
}

const stocksEnd = (quarter: number): number =>
  lastDay(quarter).getTime() + (19 - MOSCOW_OFFSET_HOURS) * 3_600_000;

function lastDay(quarter: number): Date {
  const first = new Date(Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3 + 2, 1));
  const toThursday = (THURSDAY - first.getUTCDay() + 7) % 7;
  return new Date(first.getTime() + (toThursday + 14) * 86_400_000);
}
