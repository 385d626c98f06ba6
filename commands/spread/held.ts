/** What a finished spread left on the account, where its ratio does not fit that amount. */
import { type Database, ordersOfTask, type TaskRow } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { SpreadLeg, type SpreadRequest } from '../../domain/spread/terms.js';
import type { CommandContext } from '../define-command.js';
import { RatioNotFittingError, UnwindRefusedError } from './errors.js';
import { fittingRatio, legsOf, ratioStep, type WantedSpread } from './pair.js';

/** What is unwound in the place of the whole hedge; decimal strings, as it is shown and agreed to. */
export interface HeldHedge {
  readonly nearTicker: string;
  /** Far contracts that are unwound. */
  readonly contracts: string;
  /** Near securities that hedge them, by the order log. */
  readonly held: string;
  /** Near securities per far contract that the spread was made with. */
  readonly wantedRatio: string;
  /** That of the opposite spread: its price means this one. */
  readonly ratio: string;
  /** Near securities that stay on the account; null where none do. */
  readonly left: string | null;
}

/**
 * A ratio that was set by hand may fit the whole amount alone. What was executed of it is then unwound as it is: with the
 * near securities that really hedge it.
 * @returns the same where the ratio fits
 * @throws UnwindRefusedError where no near lot hedges it, and what `legsOf` and `fittingRatio` throw
 */
export async function unwindWhatIsHeld(
  wanted: WantedSpread,
  { task, unwinds }: { readonly task: TaskRow; readonly unwinds: readonly TaskRow[] },
  { broker, db }: Pick<CommandContext, 'broker' | 'db'>,
): Promise<{ readonly wanted: WantedSpread; readonly held: HeldHedge | null }> {
  const legs = await legsOf(wanted, broker);
  try {
    fittingRatio(wanted, legs);
    return { wanted, held: null };
  } catch (error) {
    if (!(error instanceof RatioNotFittingError)) throw error;
  }
  const { amount } = wanted;
  const hedged = await Promise.all([task, ...unwinds].map((each) => nearExecuted(db, each)));
  const [hedge = 0, ...unwound] = hedged;
  const held = unwound.reduce((left, each) => left - each, hedge);
  const ratio = ratioOfHeld({ held, amount, lot: legs.near.lot });
  if (!ratio.gt(0)) throw new UnwindRefusedError('unwind-no-hedge', { taskId: task.id });
  const left = new Decimal(held).sub(ratio.mul(amount));
  return {
    wanted: { ...wanted, ratio: ratio.toFixed() },
    held: {
      nearTicker: legs.near.ticker,
      contracts: String(amount),
      held: String(held),
      wantedRatio: new Decimal(wanted.ratio ?? 0).toFixed(),
      ratio: ratio.toFixed(),
      left: left.isZero() ? null : left.toFixed(),
    },
  };
}

/** Near securities. */
async function nearExecuted(db: Database, { key, request }: TaskRow): Promise<number> {
  const { nearLot } = request as SpreadRequest;
  const orders = await ordersOfTask(db, key);
  const lots = orders.reduce(
    (sum, { leg, executedLots }) => sum + (leg === SpreadLeg.near ? executedLots : 0),
    0,
  );
  return lots * nearLot;
}

/** The largest that can be written down and unwinds whole lots of what is held. */
function ratioOfHeld({ held, amount, lot }: { held: number; amount: number; lot: number }): Decimal {
  const step = ratioStep({ amount, lot });
  return new Decimal(held).div(amount).div(step).floor().mul(step);
}
