/** A purchase or a sale by itself: what is asked before it, and its start. */
import type { TaskRow } from '../database/index.js';
import { agreedRequest, type OrderConsent } from './consent/order.js';
import type { CommandContext } from './define-command.js';
import { mustNotBeHalted } from './mind-halt.js';
import { checkOrder, type WantedOrder } from './order-request.js';
import { brokerOfRequest } from './shared-reads.js';
import { startedBefore, startOrder } from './start-order.js';

const readerOf = (context: CommandContext) => ({ db: context.db, broker: brokerOfRequest(context) });

/**
 * What a person has to agree to before it starts; nothing where it borrows nothing, and where the same request started it
 * already: then that is the answer, whatever it would be asked or refused by now.
 * @throws CommandError
 */
export async function questionOf(
  wanted: WantedOrder,
  context: CommandContext,
): Promise<OrderConsent | undefined> {
  if (await startedBefore(context)) return undefined;
  try {
    await mustNotBeHalted(context);
    const { consent } = await checkOrder(wanted, readerOf(context));
    return consent && (await startedBefore(context)) ? undefined : consent;
  } catch (error) {
    if (await startedBefore(context).catch(() => undefined)) return undefined;
    throw error;
  }
}

/** Starts it, when what it borrows was agreed to. @throws CommandError */
export function startAgreed(wanted: WantedOrder, context: CommandContext): Promise<TaskRow> {
  const shown = context.agreed as OrderConsent | undefined;
  const request = async () =>
    agreedRequest(await checkOrder(asShown(wanted, shown), readerOf(context)), shown);
  return startOrder({ request }, context);
}

/** A sum is the amount that was shown: by another price it would be another one. */
const asShown = ({ sum, ...wanted }: WantedOrder, shown: OrderConsent | undefined): WantedOrder =>
  shown && sum !== undefined ? { ...wanted, amount: shown.amount } : { ...wanted, sum };
