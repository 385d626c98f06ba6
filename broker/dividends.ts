import type {
  InstrumentsServiceClient,
  Dividend as ToldDividend,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import type { Dividend } from '../domain/listed-instrument.js';
import { DAY_MS } from '../domain/moscow.js';
import { aboveZero } from './instrument-conversions.js';

export type DividendsClient = Pick<InstrumentsServiceClient, 'getDividends'>;

/** The contract has it among the types of a payment. */
const CANCELLED = 'cancelled';

/** By record day, one call. What has no amount or no record day tells nothing that could be counted with. */
export async function readDividends(
  client: DividendsClient,
  { uid, from, to }: { readonly uid: string; readonly from: Date; readonly to: Date },
): Promise<Dividend[]> {
  const { dividends } = await client.getDividends({ figi: '', instrumentId: uid, from, to });
  return dividends.flatMap((each) => fromDividend(each, uid));
}

function fromDividend(told: ToldDividend, instrumentUid: string): Dividend[] {
  const { dividendNet, recordDate, lastBuyDate, paymentDate, dividendType } = told;
  const amount = aboveZero(dividendNet);
  const record = dayOf(recordDate);
  if (!dividendNet || !amount || !record || dividendType.toLowerCase() === CANCELLED) return [];
  return [
    {
      instrumentUid,
      recordDate: record,
      // Where it is not told, whoever buys on the record day is too late: what settles takes a day.
      lastBuyDate: dayOf(lastBuyDate) ?? new Date(record.getTime() - DAY_MS),
      paymentDate: dayOf(paymentDate) ?? null,
      amount: amount.toFixed(),
      currency: dividendNet.currency.toUpperCase(),
    },
  ];
}

/** The UTC day; the contract says "not told" also as the epoch. */
function dayOf(told: Date | undefined): Date | undefined {
  if (!told || told.getTime() <= 0) return undefined;
  return new Date(Math.floor(told.getTime() / DAY_MS) * DAY_MS);
}
