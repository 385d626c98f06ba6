import Type, { type Static } from 'typebox';
import {
  changeStashOrder,
  type Stash,
  type StashOrder,
  stashOrders,
  termsOfOrder,
} from '../../database/index.js';
import { editStop, type StashEdit } from '../../domain/stash/edit.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { DecimalText, MOST_SECURITIES } from '../arguments.js';
import type { CommandDependencies } from '../define-command.js';
import { UnknownTickerError } from '../errors.js';
import { mustNotBeBusy } from './busy.js';
import { StashEditError, StashOrderNotFoundError } from './errors.js';

/** What may be changed of a saved order before it is restored. */
export const StashOrderChange = Type.Object(
  {
    lots: Type.Integer({ minimum: 1, maximum: MOST_SECURITIES }),
    stopPrice: DecimalText('Roubles per security'),
    price: DecimalText('Limit of its child, roubles per security'),
    expiry: Type.Union([
      Type.Object({ type: Type.Literal('till-cancel') }, { additionalProperties: false }),
      Type.Object(
        { type: Type.Literal('till-date'), at: Type.String({ format: 'date-time' }) },
        { additionalProperties: false },
      ),
    ]),
    active: Type.Boolean({ description: 'False: a restore leaves it out' }),
  },
  { additionalProperties: false },
);

/**
 * Changes a saved order; what it becomes is checked as a new one is.
 * @throws StashBusyError while it may be what a task is placing; StashOrderNotFoundError, StashEditError
 */
export async function editStashOrder(
  { stash, position }: { readonly stash: Stash; readonly position: number },
  change: Partial<Static<typeof StashOrderChange>>,
  dependencies: CommandDependencies,
): Promise<StashOrder> {
  const { db } = dependencies;
  await mustNotBeBusy(dependencies);
  const orders = await stashOrders(db, stash.id);
  const order = orders.find((each) => each.position === position);
  const missing = new StashOrderNotFoundError({ stash: stash.id, position, orders: orders.length });
  if (!order) throw missing;
  const { active, ...edit } = change;
  const isEdited = Object.keys(edit).length > 0;
  const changed = await changeStashOrder(
    db,
    { stashId: stash.id, position },
    {
      ...(active !== undefined && { active }),
      ...(isEdited && { edited: await edited(order, edit, dependencies) }),
    },
  );
  if (!changed) throw missing;
  return changed;
}

async function edited(
  order: StashOrder,
  { stopPrice, price, ...edit }: Omit<Partial<Static<typeof StashOrderChange>>, 'active'>,
  { broker }: CommandDependencies,
): Promise<StopTerms> {
  const terms = termsOfOrder(order);
  if (!terms) throw new StashEditError({ code: 'stash-not-placeable', reason: order.problem ?? '' });
  const instrument = await broker.instruments.byUid(terms.instrumentUid);
  if (!instrument) throw new UnknownTickerError(terms.ticker);
  const wanted: StashEdit = {
    ...edit,
    ...(stopPrice !== undefined && { stopPrice: String(stopPrice) }),
    ...(price !== undefined && { price: String(price) }),
  };
  const result = editStop(terms, wanted, { instrument, now: new Date() });
  if ('problem' in result) throw new StashEditError(result.problem);
  return result;
}
