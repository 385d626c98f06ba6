import Type, { type Static } from 'typebox';
import { type Database, readSettings } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { LadderTerms } from '../../domain/ladder/terms.js';
import { checkSetting, type Settings } from '../../domain/settings.js';
import type { LadderKind } from '../../domain/stop-task.js';
import { MAX_ORDER_VALUE } from '../../domain/tend-order.js';
import { DecimalText } from '../arguments.js';
import { LadderArgumentError } from './errors.js';

/** What every ladder takes; what is left out is a setting. */
export const ladderArguments = {
  levels: Type.Optional(
    Type.Array(DecimalText('Percent from the last price'), {
      maxItems: 100,
      description: 'Percents from the last price, each once; of nuke from 0 on, else above it',
      examples: [['15', '20', '25']],
    }),
  ),
  lifetimeMinutes: Type.Optional(
    Type.Integer({ minimum: -999_999_999, maximum: 999_999_999, description: 'How long the orders wait' }),
  ),
  market: Type.Optional(
    Type.Boolean({
      description: 'An order that triggers buys or sells at any price; else at its level at worst',
    }),
  ),
  renew: Type.Optional(
    Type.Boolean({
      description:
        'As the lifetimes end, the ladder is placed anew around the price of then, until it is cancelled',
    }),
  ),
};

const Arguments = Type.Object({
  ...ladderArguments,
  sum: Type.Optional(DecimalText('Roubles for each order')),
});
export type LadderArguments = Static<typeof Arguments>;

const DIRECTIONS = { stops: 'buy', shorts: 'sell', nuke: 'buy' } as const;

/**
 * What was asked for over what the settings say. The sum of `nuke` is that of all its orders together.
 * @throws LadderArgumentError with the nearest that works
 */
export async function ladderTerms(
  kind: LadderKind,
  args: LadderArguments,
  { db }: { readonly db: Database },
): Promise<LadderTerms> {
  const settings = await readSettings(db);
  const levels = checked(`${kind}.levels`, 'levels', args.levels?.map(String), settings);
  const lifetimeMinutes = checked(
    `${kind}.lifetimeMinutes`,
    'lifetimeMinutes',
    args.lifetimeMinutes,
    settings,
  );
  const sum = kind === 'nuke' ? partOf(args.sum, levels.length) : sumOf(kind, args.sum, settings);
  return {
    direction: DIRECTIONS[kind],
    levels,
    sum,
    lifetimeMinutes,
    child: args.market ? 'market' : 'limit',
  };
}

function checked<Key extends `${LadderKind}.${'levels' | 'lifetimeMinutes'}`>(
  key: Key,
  argument: 'levels' | 'lifetimeMinutes',
  given: unknown,
  settings: Settings,
): Settings[Key] {
  if (given === undefined) return settings[key];
  const result = checkSetting(key, given);
  if (result.ok) return result.value;
  throw new LadderArgumentError({ argument, given: shown(given), nearest: shown(result.nearest) || null });
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

function sumOf(kind: 'stops' | 'shorts', given: string | number | undefined, settings: Settings): string {
  const sum = String(given ?? settings[`${kind}.sum`]);
  const result = checkSetting(`${kind}.sum`, sum);
  // The broker wants an order above that confirmed by SMS, so API refuses it.
  if (result.ok && MAX_ORDER_VALUE.gte(result.value)) return result.value;
  const nearest = Decimal.min(
    MAX_ORDER_VALUE,
    (result.ok ? result.value : result.nearest) ?? MAX_ORDER_VALUE,
  );
  throw new LadderArgumentError({ argument: 'sum', given: sum, nearest: nearest.toFixed() });
}

/** Of so many, rounded down to the kopeck. */
function partOf(given: string | number | undefined, parts: number): string {
  const sum = new Decimal(given ?? 0);
  const most = MAX_ORDER_VALUE.mul(parts);
  if (!sum.gt(0) || sum.gt(most)) {
    const nearest = sum.gt(most) ? most.toFixed() : null;
    throw new LadderArgumentError({ argument: 'sum', given: sum.toFixed(), nearest });
  }
  return sum.div(parts).toDecimalPlaces(2, Decimal.ROUND_DOWN).toFixed();
}
