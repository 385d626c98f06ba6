import Type, { type Static } from 'typebox';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { ratioOfContracts } from '../domain/spread/assets.js';
import type { AlertRequest } from '../domain/watching/requests.js';
import { DecimalText, Ticker } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { NotInRoublesError, NotTradableError } from './errors.js';
import { findInstrument } from './search/find-instrument.js';
import { LegObstacleError } from './spread/errors.js';
import { legsOf } from './spread/pair.js';
import { startTask } from './start-order.js';
import {
  AlertOfWhatError,
  AlertPriceError,
  AlertRatioError,
  AlertThresholdError,
} from './watching/errors.js';
import { mustBeFewEnough } from './watching/mind-count.js';
import { sideNow } from './watching/side-now.js';
import { alertFromWords } from './watching/words.js';

const Arguments = Type.Object(
  {
    ticker: Type.Optional({ ...Ticker, description: 'Whose price; or farTicker and nearTicker' }),
    farTicker: Type.Optional({ ...Ticker, description: 'The far leg of a spread whose price it is' }),
    nearTicker: Type.Optional({ ...Ticker, description: 'The near leg' }),
    // What is no such number is told with an example, so it is looked at below.
    price: Type.Optional(
      Type.Unknown({
        description:
          'The threshold, roubles per one security, of a spread per far contract, a decimal string',
        examples: ['300'],
      }),
    ),
    ratio: Type.Optional(DecimalText('Of a spread: near securities per far contract')),
    once: Type.Optional(Type.Boolean({ description: 'It ends after its first report', default: false })),
  },
  { additionalProperties: false },
);

/** Watches a price, of an instrument or of a spread, and tells when it is crossed. */
export const alert = defineCommand({
  name: 'alert',
  arguments: Arguments,
  fromWords: alertFromWords,
  async run(args, context) {
    const request = () => requestOf(args, context);
    return {
      kind: 'started',
      tasks: [await startTask({ kind: 'alert', request, mindsHalt: false }, context)],
    };
  },
});

/** @throws AlertOfWhatError, UnknownTickerError, SpreadPairError, and what says that it could never be told */
async function requestOf(
  { ticker, farTicker, nearTicker, price: given, ratio, once = false }: Static<typeof Arguments>,
  { broker, db }: CommandContext,
): Promise<AlertRequest> {
  await mustBeFewEnough({ broker, db });
  const threshold = thresholdOf(given);
  const price = threshold.toFixed();
  const common = { lot: 1, amount: null, limitPrice: null, price, once } as const;
  if (ticker !== undefined && farTicker === undefined && nearTicker === undefined && ratio === undefined) {
    const instrument = await findInstrument(broker, ticker);
    mustBeWatchable(instrument);
    if (!threshold.gt(0)) throw new AlertPriceError({ ticker: instrument.ticker, price });
    const from = await sideNow({ price: threshold, instrument }, { broker, db });
    return { ...common, ...ofInstrument(instrument), against: null, againstUid: null, ratio: null, from };
  }
  if (ticker !== undefined || farTicker === undefined || nearTicker === undefined)
    throw new AlertOfWhatError();
  const { far, near } = await legsOf({ farTicker, nearTicker, ratio }, broker);
  const wanted = new Decimal(ratio ?? ratioOfContracts(far, near));
  if (!wanted.gt(0)) throw new AlertRatioError({ nearTicker: near.ticker, ratio: wanted.toFixed() });
  for (const leg of [far, near]) mustBeWatchable(leg);
  const against = { instrument: near, ratio: wanted };
  const from = await sideNow({ price: threshold, instrument: far, against }, { broker, db });
  return {
    ...common,
    ...ofInstrument(far),
    against: near.ticker,
    againstUid: near.uid,
    ratio: wanted.toFixed(),
    from,
  };
}

/** As many digits as any price has. */
const THRESHOLD = /^-?\d{1,15}([.]\d{1,9})?$/;

function thresholdOf(given: unknown): Decimal {
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || !THRESHOLD.test(text)) throw new AlertThresholdError(given);
  return new Decimal(text);
}

const ofInstrument = ({ ticker, uid: instrumentUid }: Instrument) => ({ ticker, instrumentUid });

/** Of what one can never trade no price that one could trade at is ever told. */
function mustBeWatchable({ ticker, apiTradable, currency, future }: Instrument): void {
  if (!apiTradable) throw new NotTradableError('not-tradable-by-api', ticker);
  if (currency !== 'RUB') throw new NotInRoublesError({ ticker, currency });
  if (future && !future.perpetual && future.lastTradeAt <= new Date())
    throw new LegObstacleError('leg-expired', { ticker, at: future.lastTradeAt.toISOString() });
}
