import { setTimeout as delay } from 'node:timers/promises';
import {
  acquireClaim,
  askForClaim,
  CLAIM_LEASE_MS,
  type Claim,
  type Database,
  type Notifications,
  prolongClaims,
  releaseClaim,
} from '../database/index.js';
import type { ExecutionLogger } from './dependencies.js';

const PROLONG_MS = 1_000;
/** Ask again for a claim this often when nothing is heard. */
const ASK_AGAIN_MS = 250;
/** The local belief in a claim ends before the database's, which decides. */
const MARGIN_MS = 300;
/** A timer this late means that the whole process stood still. */
const STALL_MS = 2_000;

/** A claim we hold; the database has the last word at every write. */
export interface HeldClaim {
  readonly claim: Claim;
  isValid(): boolean;
  /** @param isSettled nobody is to go on with the task. @returns whether it was ours until now. */
  release(isSettled?: boolean): Promise<boolean>;
}

export interface ClaimListener {
  /** Another worker wants the task: finish what is under way and release. */
  onAsked(): void;
  /** Another worker has it. */
  onLost(): void;
  /** What version the wish has now, told with every prolonging: its announcement may have been missed. */
  onWishVersion(version: number): void;
  /** Whether orders are halted now, told with every prolonging too. */
  onHaltTold(halted: boolean): void;
  /** This process stood still for a while: ask before acting. */
  onStall(): void;
}

export interface ClaimKeeper {
  /** Waits until the claim is ours: at once if nobody or a silent worker holds it, else after the holder gave it up. */
  acquire(taskKey: string, listener: ClaimListener, signal: AbortSignal): Promise<HeldClaim>;
  /** The claim if nobody has it; nobody is asked for it. */
  acquireIfFree(taskKey: string, listener: ClaimListener): Promise<HeldClaim | undefined>;
  /** From now on what is released is left to other workers, who are told. */
  leave(): void;
  close(): void;
}

export interface ClaimKeeperDependencies {
  readonly db: Database;
  readonly notifications: Notifications;
  readonly workerId: string;
  readonly logger: ExecutionLogger;
}

interface Held {
  readonly claim: Claim;
  readonly listener: ClaimListener;
  validUntilMs: number;
}

/** Keeps all claims of a worker: prolongs them in one statement a second, and hears who asks for them. */
export function createClaimKeeper({
  db,
  notifications,
  workerId,
  logger,
}: ClaimKeeperDependencies): ClaimKeeper {
  const held = new Map<string, Held>();
  const waiting = new Map<string, () => void>();
  let lastTickMs = Date.now();
  let prolonging = false;
  let leaving = false;

  const lose = (taskKey: string, one: Held) => {
    if (held.get(taskKey) !== one) return;
    held.delete(taskKey);
    one.listener.onLost();
  };

  const prolong = async () => {
    if (prolonging || held.size === 0) return;
    prolonging = true;
    const before = new Map(held);
    const startedMs = performance.now();
    try {
      const rows = new Map(
        (await prolongClaims(db, workerId, [...before.keys()])).map((row) => [row.taskKey, row]),
      );
      for (const [taskKey, one] of before) {
        const row = rows.get(taskKey);
        if (row?.epoch !== one.claim.epoch) lose(taskKey, one);
        else {
          one.validUntilMs = startedMs + CLAIM_LEASE_MS - MARGIN_MS;
          one.listener.onWishVersion(row.wishVersion);
          one.listener.onHaltTold(row.halted);
          if (row.askedBy && row.askedBy !== workerId) one.listener.onAsked();
        }
      }
    } catch (error) {
      logger.warn(
        { err: error, claims: before.size },
        'claims could not be prolonged; nothing is opened meanwhile',
      );
    } finally {
      prolonging = false;
    }
  };

  const timer = setInterval(() => {
    // The wall clock also shows a sleep of the whole machine, which a monotonic clock may not.
    const stoodStill = Date.now() - lastTickMs > PROLONG_MS + STALL_MS;
    lastTickMs = Date.now();
    if (stoodStill) for (const { listener } of held.values()) listener.onStall();
    void prolong();
  }, PROLONG_MS);
  const endListening = [
    notifications.on('claim', (taskKey) => held.get(taskKey)?.listener.onAsked()),
    notifications.on('claim_free', (taskKey) => waiting.get(taskKey)?.()),
  ];

  const acquireIfFree: ClaimKeeper['acquireIfFree'] = async (taskKey, listener) => {
    const startedMs = performance.now();
    const claim = await acquireClaim(db, { taskKey, workerId });
    if (!claim) return undefined;
    const one: Held = { claim, listener, validUntilMs: startedMs + CLAIM_LEASE_MS - MARGIN_MS };
    held.set(taskKey, one);
    return {
      claim,
      isValid: () => held.get(taskKey) === one && performance.now() < one.validUntilMs,
      async release(isSettled = false) {
        if (held.get(taskKey) === one) held.delete(taskKey);
        return releaseClaim(db, claim, { leaving: leaving && !isSettled });
      },
    };
  };

  return {
    async acquire(taskKey, listener, signal) {
      for (;;) {
        signal.throwIfAborted();
        const claim = await acquireIfFree(taskKey, listener);
        if (claim) return claim;
        const given = new Promise<void>((resolve) => waiting.set(taskKey, resolve));
        await askForClaim(db, { taskKey, workerId });
        await Promise.race([given, delay(ASK_AGAIN_MS)]);
        waiting.delete(taskKey);
      }
    },
    acquireIfFree,
    leave() {
      leaving = true;
    },
    close() {
      clearInterval(timer);
      for (const end of endListening) end();
    },
  };
}
