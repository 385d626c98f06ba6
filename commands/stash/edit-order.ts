import Type, { type Static } from 'typebox';
import {
  appendToJournal,
  changeStashOrder,
  inTransaction,
  type Stash,
  type StashOrder,
  stashOrders,
  termsOfOrder,
} from '../../database/index.js';
import type { JournalEntry } from '../../domain/journal.js';
import { editStop, type StashEdit } from '../../domain/stash/edit.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { DecimalText, MOST_SECURITIES } from '../arguments.js';
import type { CommandDependencies } from '../define-command.js';
import { unknownTicker } from '../search/find-instrument.js';
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
  { stash, position, by }: { readonly stash: Stash; readonly position: number; readonly by: string },
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
  const terms = isEdited ? await edited(order, edit, dependencies) : undefined;
  const changed = await inTransaction(db, async (transaction) => {
    const row = await changeStashOrder(
      transaction,
      { stashId: stash.id, position },
      { ...(active !== undefined && { active }), ...(terms && { edited: terms }) },
    );
    if (row) await appendToJournal(transaction, [editedEntry(row, { stash: stash.id, by })]);
    return row;
  });
  if (!changed) throw missing;
  return changed;
}

function editedEntry(order: StashOrder, by: { stash: number; by: string }): JournalEntry {
  const { direction, lots, stopPrice } = termsOfOrder(order) ?? order.snapshot;
  return {
    taskId: null,
    kind: 'stash-edited',
    severity: 'info',
    data: {
      ...by,
      number: order.position,
      ticker: order.ticker ?? order.snapshot.instrumentUid,
      direction,
      lots,
      price: stopPrice,
      active: order.active ? 'yes' : 'no',
    },
  };
}

async function edited(
  order: StashOrder,
  { stopPrice, price, ...edit }: Omit<Partial<Static<typeof StashOrderChange>>, 'active'>,
  { broker }: CommandDependencies,
): Promise<StopTerms> {
  const terms = termsOfOrder(order);
  if (!terms) throw new StashEditError({ code: 'stash-not-placeable', reason: order.problem ?? '' });
  const instrument = await broker.instruments.byUid(terms.instrumentUid);
  if (!instrument) throw await unknownTicker(broker, terms.ticker);
  const wanted: StashEdit = {
    ...edit,
    ...(stopPrice !== undefined && { stopPrice: String(stopPrice) }),
    ...(price !== undefined && { price: String(price) }),
  };
  const result = editStop(terms, wanted, { instrument, now: new Date() });
  if ('problem' in result) throw new StashEditError(result.problem);
  return result;
}
