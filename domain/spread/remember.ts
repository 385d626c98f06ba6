import { farPriceNow, isPricedAgainst } from './far-quote.js';
import { rememberAwaitedBooks } from './first-books.js';
import { rememberHedge, rememberLeft } from './hedge-episode.js';
import { isDrifted } from './next-far-action.js';
import { isInDoubt, owedLots } from './owed.js';
import type { SpreadMemory, SpreadView } from './view.js';

/** What is remembered after this look; made once, before anything else is decided at it. */
export function remember(view: SpreadView): SpreadMemory {
  const hedge = rememberHedge(view);
  const left = rememberLeft(view);
  const driftSinceMs = rememberDrift(view);
  const booksAwaitedUntilMs = rememberAwaitedBooks(view);
  const movedFromMs = rememberMoved(view, booksAwaitedUntilMs !== undefined);
  const takenAtMs = rememberTaken(view);
  return {
    ...(isCompared(view) && { compared: true }),
    answer: view.wish.hedge?.number ?? 0,
    ...(hedge && { hedge }),
    ...(left && { left }),
    ...(driftSinceMs !== undefined && { driftSinceMs }),
    ...(booksAwaitedUntilMs !== undefined && { booksAwaitedUntilMs }),
    ...(movedFromMs !== undefined && { movedFromMs }),
    ...(takenAtMs !== undefined && { takenAtMs }),
  };
}

/**
 * Whether both legs are known to agree. The order log may lack the last hedges, never a far order: once the far leg is
 * known and nothing is owed for it, every hedge there was is known too.
 */
const isCompared = (view: SpreadView): boolean =>
  view.memory.compared === true || (!isInDoubt(view.far) && !isInDoubt(view.near) && owedLots(view) === 0);

/** Since when a working order could be better placed, by more than the slop, without a break. */
function rememberDrift(view: SpreadView): number | undefined {
  const order = view.far.leg.current;
  if (order?.phase !== 'working' || order.cancelSentAtMs !== undefined || isPricedAgainst(view))
    return undefined;
  const quote = farPriceNow(view);
  return quote && isDrifted(view, order, quote) ? (view.memory.driftSinceMs ?? view.nowMs) : undefined;
}

/** When the order was sent that is, or was, withdrawn because its price turned against us, until another one is sent. */
function rememberMoved(view: SpreadView, awaitsBooks: boolean): number | undefined {
  const order = view.far.leg.current;
  const { movedFromMs } = view.memory;
  if (!order || order.sentAtMs === movedFromMs) return movedFromMs;
  return order.phase === 'working' && !awaitsBooks && isPricedAgainst(view) ? order.sentAtMs : undefined;
}

/** When an order that took what the far book shows was last sent: until another book comes it may show what is gone. */
const rememberTaken = ({ far, wish, memory }: SpreadView): number | undefined =>
  (wish.options.now ? far.leg.current?.sentAtMs : undefined) ?? memory.takenAtMs;
