import { ratiosOfOrders } from '../database/index.js';
import type { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { farDirection, nearDirection } from '../domain/spread/quote.js';
import { SpreadLeg, type SpreadRequest } from '../domain/spread/terms.js';
import type { ExecutionDependencies } from './dependencies.js';
import { openLegDesk } from './leg-desk.js';
import type { LegDeskOptions } from './leg-state.js';
import type { ExecutorOptions } from './running-executor.js';

export interface SpreadDesksOptions
  extends Pick<ExecutorOptions, 'task' | 'claim' | 'onRefusedIntent'>,
    Pick<LegDeskOptions, 'wish' | 'mayOpen' | 'onChange' | 'halted' | 'settings' | 'isLogRefused'> {
  readonly far: Instrument;
  readonly near: Instrument;
  /** A far order is still right by what the market shows. */
  readonly isStillRight: NonNullable<LegDeskOptions['isStillRight']>;
  /** The ratio in force, by which far orders are hedged. */
  readonly ratio: () => Decimal;
  /** What the near leg is to reach, in securities. */
  readonly nearAmount: () => number;
}

/** The far leg's desk opens, by every rule of the order log; the near leg's hedges, and asks for none of them. */
export async function openSpreadDesks(
  dependencies: ExecutionDependencies,
  { task, far, near, nearAmount, isStillRight, ratio, ...shared }: SpreadDesksOptions,
) {
  const { sell, margin } = task.request as SpreadRequest;
  const common = { ...shared, taskKey: task.key, taskId: task.id, margin };
  const { inForce: ratioBefore, byNumber: ratios } = await ratiosOfOrders(dependencies.db, task.key);
  let isOpen = false;
  const desks = {
    far: await openLegDesk(dependencies, {
      ...common,
      leg: SpreadLeg.far,
      ticker: far.ticker,
      instrument: far,
      direction: farDirection(sell),
      lot: far.lot,
      amount: () => shared.wish().targetLots * far.lot,
      isStillRight,
      ratio: () => (isOpen ? ratio() : ratioBefore),
      ratios,
    }),
    near: await openLegDesk(dependencies, {
      ...common,
      leg: SpreadLeg.near,
      ticker: near.ticker,
      instrument: near,
      direction: nearDirection(sell),
      lot: near.lot,
      amount: nearAmount,
      // What was held when it started others may have sold since: a hedge that is refused for a flag leaves one leg.
      margin: true,
      isHedge: true,
    }),
    /** In force by the order log, whatever is wanted by now. */
    ratioBefore,
    /** By which a far order was written down. */
    ratioOf: (number: number): Decimal | undefined => ratios.get(number),
  };
  isOpen = true;
  return desks;
}
