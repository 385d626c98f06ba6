import type { Book } from '../domain/book.js';
import type { Instrument } from '../domain/instrument.js';
import type { ScanMarket, ScanQuote } from '../domain/scan/market.js';
import type { Broker, MarketGlimpse } from './broker.js';
import type { ListedKind } from './catalogue.js';
import { createScanCommissions } from './scan-commissions.js';
import { createUntoldStatuses } from './untold-statuses.js';

/** Long enough for a stream to open and tell hundreds of books; what says nothing by then is left out. */
const WAIT_MS = 600;
/** Scans that come within that time of a reading share it. */
const KEPT_MS = 1_000;
/** What pairs are made of. */
const SCANNED: readonly ListedKind[] = ['share', 'future'];

/** Which instruments matter to a scan, of all shares and futures that the broker lists. */
export type ChooseForScan = (all: readonly Instrument[], now: Date) => readonly Instrument[];

export type BrokerToScan = Pick<Broker, 'instruments' | 'market' | 'orders'>;

const readers = new WeakMap<BrokerToScan, ReturnType<typeof createReader>>();

/**
 * The market of all that is chosen, at about one moment: last prices by one call, books and trading statuses from the
 * streams, statuses by calls only where those do not tell them. What is not told is undefined. Scans of a process at the same time, or within a second, share it.
 * @throws BrokerError where the lists, last prices or commissions cannot be read
 */
export function readScanMarket(broker: BrokerToScan, choose: ChooseForScan): Promise<ScanMarket> {
  const reader = readers.get(broker) ?? createReader(broker);
  readers.set(broker, reader);
  return reader(choose);
}

interface Kept {
  readonly quote: ScanQuote;
  readonly at: Date;
  readonly readAtMs: number;
}

function createReader({ instruments, market, orders }: BrokerToScan) {
  const kept = new Map<string, Kept>();
  const commissions = createScanCommissions(orders);
  const untoldStatuses = createUntoldStatuses(instruments);
  let underWay: Promise<ReadonlyMap<string, Kept>> | undefined;

  const isFresh = ({ readAtMs }: Kept): boolean => performance.now() - readAtMs < KEPT_MS;

  const readQuotes = async (wanted: readonly Instrument[]): Promise<ReadonlyMap<string, Kept>> => {
    const [prices, glimpses] = await Promise.all([
      instruments.lastPrices(wanted.map(({ uid }) => uid)),
      market.glance(wanted, WAIT_MS),
    ]);
    const untold = wanted.filter(({ uid }) => !glimpses.get(uid)?.status);
    const statuses = await untoldStatuses(untold.map(({ uid }) => uid));
    // It is as old as its end: begun a second ago it may have ended just now.
    const [at, readAtMs] = [new Date(), performance.now()];
    const read = new Map(
      wanted.map(({ uid }) => {
        const glimpse = glimpses.get(uid);
        const [lastPrice, status] = [prices.get(uid), glimpse?.status ?? statuses.get(uid)];
        return [uid, { quote: quoteOf({ lastPrice, status }, glimpse), at, readAtMs }];
      }),
    );
    for (const [uid, one] of kept) if (!isFresh(one)) kept.delete(uid);
    for (const [uid, one] of read) kept.set(uid, one);
    return read;
  };

  /**
   * One reading at a time: who comes meanwhile waits for it, takes what it brought, however late the machine lets them, and
   * reads what it did not hold.
   */
  const quotesOf = async (chosen: readonly Instrument[]): Promise<ReadonlyMap<string, Kept>> => {
    const got = new Map([...kept].filter(([, one]) => isFresh(one)));
    for (;;) {
      const lacking = chosen.filter(({ uid }) => !got.has(uid));
      if (lacking.length === 0) return new Map(chosen.map(({ uid }) => [uid, got.get(uid) as Kept]));
      underWay ??= readQuotes(lacking).finally(() => {
        underWay = undefined;
      });
      for (const [uid, one] of await underWay) got.set(uid, one);
    }
  };

  return async (choose: ChooseForScan): Promise<ScanMarket> => {
    const chosen = choose(await instruments.all(SCANNED), new Date());
    const read = await quotesOf(chosen);
    const quotes = new Map([...read].map(([uid, { quote }]) => [uid, quote]));
    return {
      at: [...read.values()].reduce((oldest, { at }) => (at < oldest ? at : oldest), new Date()),
      instruments: new Map(chosen.map((each) => [each.uid, each])),
      quotes,
      commissions: await commissions(chosen, quotes),
    };
  };
}

/** The book is made of the broker's message when somebody looks, once. */
function quoteOf(rest: Omit<ScanQuote, 'book'>, glimpse: MarketGlimpse | undefined): ScanQuote {
  let made: { book: Book | undefined } | undefined;
  return {
    ...rest,
    get book() {
      made ??= { book: glimpse?.book() };
      return made.book;
    },
  };
}
