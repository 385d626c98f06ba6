/** Judges stop orders by the exchange's ledger alone: none placed twice, none lost, none foreign touched. */
import type { Finding } from './ledger-judge.js';
import type { LedgerEvent } from './paper-control.js';

/** What the ledger tells of a stop order besides. */
interface StopEvent extends LedgerEvent {
  readonly stopType?: string;
  readonly child?: string;
  readonly trailing?: unknown;
  readonly expiresAt?: string;
  readonly cause?: string;
}

export interface JudgedStop {
  readonly stopOrderId: string;
  /** The idempotency key. */
  readonly key: string;
  /** Everything it was placed with but key, margin and time; prices as the exchange quotes. */
  readonly content: string;
  readonly placedSeq: number;
  readonly isOurs: boolean;
  /** `refused` when its child was. */
  end: 'executed' | 'cancelled' | 'expired' | 'refused' | undefined;
}

/** A row of our log at the end. */
export interface LoggedStop {
  readonly clientOrderId: string;
  readonly state: string;
  readonly stopOrderId: string | null;
}

/** States of the log in which nothing of a stop order is, or can come to be, at the exchange. */
const NOT_THERE = ['planned', 'refused', 'skipped', 'dropped'];
/** States in which it was never sent either. */
const NEVER_SENT = ['planned', 'skipped', 'dropped'];

/**
 * Follows a whole ledger entry by entry. Keys are known before the entries about them are read: those of our log, and
 * those that somebody else uses. Whatever comes under another key nobody asked for.
 */
export class StopJudge {
  readonly findings: Finding[] = [];
  readonly #ours = new Set<string>();
  readonly #foreign = new Set<string>();
  readonly #mayTouch: (stop: JudgedStop) => boolean;
  readonly #stops = new Map<string, JudgedStop>();
  readonly #received = new Set<string>();
  /** By content, how many may be active at once. */
  readonly #most = new Map<string, number>();
  #lastSeq = 0;

  readonly #twins: boolean;

  /**
   * @param mayTouch whether one that is not ours may be cancelled, as by `cancel` and `stash`. @default none may
   * @param twins some that are wanted are the same: found after a crash one may be taken for the other, which is then sent again
   *   under its key. So what counts of them is that there are no more than are wanted (`noMoreThanNow`), and that each that is
   *   there is one row's of the log. @default false
   */
  constructor({
    mayTouch = () => false,
    twins = false,
  }: {
    mayTouch?: (stop: JudgedStop) => boolean;
    twins?: boolean;
  } = {}) {
    this.#mayTouch = mayTouch;
    this.#twins = twins;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** In the order in which they were placed. */
  get stops(): readonly JudgedStop[] {
    return [...this.#stops.values()];
  }

  get active(): readonly JudgedStop[] {
    return this.stops.filter(({ end }) => end === undefined);
  }

  /** What our log holds, planned or sent. */
  knowOurs(keys: Iterable<string>): void {
    for (const key of keys) this.#ours.add(key.toLowerCase());
  }

  knowForeign(keys: Iterable<string>): void {
    for (const key of keys) this.#foreign.add(key.toLowerCase());
  }

  /** From here on no content may be active more often than now: what is restored is not there twice at any moment. */
  noMoreThanNow(): void {
    this.#most.clear();
    for (const [content, count] of this.#activeContents()) this.#most.set(content, count);
  }

  read(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      if (event.seq !== this.#lastSeq + 1) this.#find(event, `entry ${this.#lastSeq + 1} is missing`);
      this.#lastSeq = event.seq;
      const { kind, method } = event;
      if (kind === 'received' && method === 'PostStopOrder') this.#sent(event);
      else if (kind === 'stop-placed') this.#placed(event);
      else if (kind === 'stop-triggered') this.#ended(event, 'executed');
      else if (kind === 'stop-cancelled') this.#cancelled(event);
      else if (kind === 'call' && method === 'CancelStopOrder') this.#touched(event);
    }
  }

  /** At the end, when nothing is under way: what the log says of each is what the exchange has. */
  compareLog(rows: readonly LoggedStop[]): void {
    const last = { seq: this.#lastSeq, kind: 'end' };
    const taken = new Set<string>();
    for (const { clientOrderId, state, stopOrderId } of rows) {
      const key = clientOrderId.toLowerCase();
      const there = this.stops.filter((stop) => stop.key === key);
      const ids = there.map((stop) => stop.stopOrderId);
      const named = this.#stops.get(stopOrderId ?? '');
      const isTwin = this.#twins && named?.isOurs;
      if (state === 'placed' && stopOrderId && named) {
        if (taken.has(stopOrderId))
          this.#find(last, `lost: the log says of two that they are ${stopOrderId}, of ${key} too`);
        taken.add(stopOrderId);
      }
      if (state === 'placed' && !ids.includes(stopOrderId ?? '') && !isTwin)
        this.#find(
          last,
          `lost: the log says that ${key} was placed as ${stopOrderId}, the exchange has ${ids.join(', ') || 'none'}`,
        );
      if (NOT_THERE.includes(state) && ids.length > 0)
        this.#find(
          last,
          `lost: the log says that ${key} is ${state}, the exchange has placed ${ids.join(', ')}`,
        );
      if (NEVER_SENT.includes(state) && this.#received.has(key))
        this.#find(last, `the log says that ${key} is ${state}, and it was sent`);
    }
  }

  /**
   * At the end: of what was active when `before` was taken nothing is lost. Each is there (or another one of the same
   * content), or was executed or expired, or is kept.
   * @param kept contents that are kept elsewhere, as in a stash; several times what is several times
   */
  compareActive(before: readonly JudgedStop[], kept: readonly string[] = []): void {
    const left = [...this.active.map(({ content }) => content), ...kept];
    for (const { stopOrderId, content } of before) {
      const now = this.#stops.get(stopOrderId);
      if (now?.end === 'executed' || now?.end === 'expired' || now?.end === 'refused') continue;
      const place = left.indexOf(content);
      if (place >= 0) left.splice(place, 1);
      else this.#find({ seq: this.#lastSeq, kind: 'end' }, `lost: ${stopOrderId}, ${content}`);
    }
  }

  #sent(event: LedgerEvent): void {
    const key = keyOf(event);
    this.#received.add(key);
    if (!this.#ours.has(key) && !this.#foreign.has(key)) this.#find(event, `nobody asked for ${key}`);
  }

  #placed(event: StopEvent): void {
    const { stopOrderId = '', seq } = event;
    const key = keyOf(event);
    const isOurs = this.#ours.has(key);
    const twin = this.stops.find((stop) => stop.key === key);
    if (isOurs && twin && !this.#twins)
      this.#find(event, `${key} is placed twice, as ${twin.stopOrderId} and ${stopOrderId}`);
    const content = contentOf(event);
    this.#stops.set(stopOrderId, { stopOrderId, key, content, placedSeq: seq, isOurs, end: undefined });
    if (this.#most.size === 0) return;
    const count = this.#activeContents().get(content) ?? 0;
    const most = this.#most.get(content) ?? 0;
    if (count > most) this.#find(event, `${count} of ${content} at once, there were ${most}`);
  }

  #touched(event: LedgerEvent): void {
    const stop = this.#stops.get(event.stopOrderId ?? '');
    if (stop && !stop.isOurs && !this.#mayTouch(stop))
      this.#find(event, `a foreign one is to be cancelled: ${stop.stopOrderId}`);
  }

  #cancelled(event: StopEvent): void {
    this.#ended(
      event,
      event.cause === 'client' ? 'cancelled' : event.cause === 'expired' ? 'expired' : 'refused',
    );
  }

  #ended(event: LedgerEvent, end: JudgedStop['end']): void {
    const stop = this.#stops.get(event.stopOrderId ?? '');
    if (stop) stop.end = end;
    else this.#find(event, `${event.stopOrderId} was never placed`);
  }

  #activeContents(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { content } of this.active) counts.set(content, (counts.get(content) ?? 0) + 1);
    return counts;
  }

  #find({ seq, kind }: { seq: number; kind: string }, what: string): void {
    this.findings.push({ seq, what: `entry ${seq} (${kind}): ${what}` });
  }
}

const keyOf = ({ requestId = '' }: LedgerEvent): string => requestId.toLowerCase();

function contentOf(event: StopEvent): string {
  const { ticker, direction, lots, stopType, stopPrice, child, price, trailing, expiresAt } = event;
  const limit = price === undefined ? '' : ` ${price}`;
  const trails = trailing ? ` trailing ${JSON.stringify(trailing)}` : '';
  const until = expiresAt === undefined ? '' : ` till ${expiresAt}`;
  return `${direction} ${lots} ${ticker} ${stopType} ${stopPrice} ${child}${limit}${trails}${until}`;
}
