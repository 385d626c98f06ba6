import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { LastPriceType, MarketDataServiceDefinition } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Decimal } from '../domain/decimal.js';
import type { FuturesMargin, Instrument, TradingStatus } from '../domain/instrument.js';
import { listedAs } from './boards.js';
import { fromMarketPrice, fromOrderBookAnswer, fromTradingStatusAnswer } from './book-conversions.js';
import type { InstrumentReader } from './broker.js';
import { LISTED_KINDS } from './catalogue.js';
import { readDividends } from './dividends.js';
import { NotFoundError } from './errors.js';
import type { GrpcClients } from './grpc/client.js';
import { marginOf, type StepValues, stepValueOf, tellStepValue } from './instrument-conversions.js';
import { createKeptCatalogue } from './kept-catalogue.js';
import { readListing } from './listing.js';
import { scaleOf } from './price-scale.js';
import { createSessions, readOpenings } from './sessions.js';

/** Margins and the roubles of a step change during the day: who compares them wants no older ones. */
const MARGINS_LIFE_MS = 180_000;
const DOUBT_AGAIN_MS = 30_000;
const BOOK_DEPTH = 10;
/** The contract's limits. */
const STATUSES_A_CALL = 100;
const PRICES_A_CALL = 3_000;

export interface CachedInstruments extends InstrumentReader {
  /** Undefined for what the catalogue does not hold, or while it cannot be read. */
  ifListed(uid: string): Promise<Instrument | undefined>;
  /** An order's price was no whole number of steps: what a step is worth is read anew, seldom enough not to matter. */
  doubtStep(uid: string): void;
}

export interface InstrumentsDependencies {
  readonly clients: Pick<GrpcClients, 'of'>;
  readonly logger: { info(details: object, message: string): void };
}

const endOf = ({ future }: Instrument): number => future?.expiresAt.getTime() ?? 0;

/** The catalogue is read once an hour and kept small; market data by unary calls is for commands, not for executors. */
export function createInstruments({ clients, logger }: InstrumentsDependencies): CachedInstruments {
  const client = clients.of(InstrumentsServiceDefinition, 'read');
  const marketData = clients.of(MarketDataServiceDefinition, 'read');
  const sessionsOf = createSessions(client);
  const stepValues: StepValues = new Map();
  const doubtedAtMs = new Map<string, number>();
  const onMissing = tellMissingOnce(logger);
  const kept = createKeptCatalogue({
    ...{ client, stepValues, onMissing },
    onShort: (kind, counts) =>
      logger.info(
        { kind, ...counts },
        'the broker lists suspiciously few of this kind: what was listed before stays, and is read again soon',
      ),
  });
  const { current, known } = kept;

  /** What is not listed has no scale: its prices could mean anything. */
  const listed = async (uid: string, method: string): Promise<Instrument> => {
    const instrument = known(uid) ?? (await current()).byUid.get(uid);
    if (instrument) return instrument;
    throw new NotFoundError({ method, brokerCode: '50002', brokerMessage: `the catalogue holds no ${uid}` });
  };

  const futuresMargin = async (uid: string): Promise<FuturesMargin> => {
    const answer = await client.getFuturesMargin({ figi: '', instrumentId: uid });
    const stepValue = stepValueOf(answer);
    if (stepValue) tellStepValue(stepValues, uid, stepValue);
    return marginOf(answer);
  };

  return {
    async byTicker(ticker) {
      return listedAs(ticker, (await current()).boards);
    },
    async choices(ticker) {
      return (await current()).boards.several.get(ticker.trim().toUpperCase()) ?? [];
    },
    byUid: (uid) => kept.byUid(uid),
    async all(kinds = LISTED_KINDS) {
      const lists = kinds.map((kind) =>
        kind === 'future' ? kept.notOlder(kind, MARGINS_LIFE_MS) : kept.usual(kind),
      );
      return (await Promise.all(lists)).flat();
    },
    async ofAsset(positionUid) {
      const all = [...(await current()).byUid.values()];
      const futures = all.filter(({ future }) => future?.basicAssetPositionUid === positionUid);
      return [
        ...all.filter((each) => each.positionUid === positionUid && !each.future),
        ...futures.sort((a, b) => endOf(a) - endOf(b)),
      ];
    },
    // What was seen before is good even when the catalogue is due for another reading, which is then made beside.
    async ifListed(uid) {
      const reading = current().catch(() => undefined);
      if (known(uid)) return known(uid);
      await reading;
      return known(uid);
    },
    doubtStep(uid) {
      const nowMs = performance.now();
      if (nowMs - (doubtedAtMs.get(uid) ?? Number.NEGATIVE_INFINITY) < DOUBT_AGAIN_MS) return;
      doubtedAtMs.set(uid, nowMs);
      const reading = known(uid)?.future ? futuresMargin(uid) : Promise.reject(new Error('no future'));
      // What is no future, or has no margin figures here, has its step in the catalogue.
      reading
        .catch(() => {
          kept.doubt(uid);
          return current();
        })
        .catch(() => undefined);
    },
    known,
    readAgain: () => kept.readAgain(),
    // What is not listed is not asked for: it has no scale, and one unknown id makes the broker refuse them all.
    async lastPrices(uids) {
      if (!uids.every(kept.isListed)) await current();
      const asked = uids.filter(kept.isListed);
      const parts: string[][] = [];
      for (let from = 0; from < asked.length; from += PRICES_A_CALL)
        parts.push(asked.slice(from, from + PRICES_A_CALL));
      const lastPriceType = LastPriceType.LAST_PRICE_UNSPECIFIED;
      const answers = await Promise.all(
        parts.map((instrumentId) => marketData.getLastPrices({ figi: [], instrumentId, lastPriceType })),
      );
      return new Map(
        answers
          .flatMap(({ lastPrices }) => lastPrices)
          .flatMap(({ instrumentUid, price }): [string, Decimal][] => {
            const instrument = kept.isListed(instrumentUid) ? known(instrumentUid) : undefined;
            const value = price && instrument && fromMarketPrice(price, scaleOf(instrument));
            return value && !value.isZero() ? [[instrumentUid, value]] : [];
          }),
      );
    },
    async book(uid) {
      const instrument = await listed(uid, 'GetOrderBook');
      const answer = await marketData.getOrderBook({ instrumentId: uid, depth: BOOK_DEPTH });
      return fromOrderBookAnswer(answer, scaleOf(instrument));
    },
    futuresMargin,
    sessions: ({ exchange }) => sessionsOf(exchange),
    openings: () => readOpenings(client),
    listing: () => readListing({ client, onMissing }),
    dividends: (uid, from, to) => readDividends(client, { uid, from, to }),
    async status(uid) {
      return fromTradingStatusAnswer(await marketData.getTradingStatus({ instrumentId: uid }));
    },
    async statuses(uids) {
      const found = new Map<string, TradingStatus>();
      for (let from = 0; from < uids.length; from += STATUSES_A_CALL) {
        const instrumentId = uids.slice(from, from + STATUSES_A_CALL);
        const { tradingStatuses } = await marketData.getTradingStatuses({ instrumentId });
        for (const each of tradingStatuses) found.set(each.instrumentUid, fromTradingStatusAnswer(each));
      }
      return found;
    },
  };
}

function tellMissingOnce(logger: InstrumentsDependencies['logger']) {
  const missing = new Set<Instrument['kind']>();
  return (kind: Instrument['kind'], err: Error): void => {
    if (missing.has(kind)) return;
    missing.add(kind);
    logger.info({ err, kind }, 'the broker does not serve instruments of this kind here: there are none');
  };
}
