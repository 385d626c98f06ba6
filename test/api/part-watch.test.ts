import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPartWatch } from '../../api/part-watch.js';
import type { Health } from '../../commands/index.js';
import type { JournalEntry } from '../../domain/journal.js';

const OK = { status: 'ok' } as const;
const down = (detail: string) => ({ status: 'down', detail }) as const;
const health = (parts: Partial<Health> = {}): Health => ({
  status: 'ok',
  mode: 'paper',
  halted: null,
  selfCheck: null,
  database: OK,
  temporal: OK,
  worker: OK,
  broker: OK,
  ...parts,
});

let told: Pick<JournalEntry, 'kind' | 'data'>[];
let look: ReturnType<typeof createPartWatch>;
const watch = (away?: ReadonlyMap<string, number>) =>
  createPartWatch(({ kind, data }) => told.push({ kind, data }), away);

beforeEach(() => {
  told = [];
  look = watch();
});

describe('a part that goes away', () => {
  test('is told once after three seconds, and once when it is back', () => {
    const away = health({ temporal: down('temporal-silent') });
    look(health(), 0);
    for (const nowMs of [1_000, 3_000]) look(away, nowMs);
    expect(told).toEqual([]);
    for (const nowMs of [4_000, 6_000, 60_000]) look(away, nowMs);
    for (const nowMs of [61_000, 63_000]) look(health(), nowMs);
    expect(told).toEqual([
      { kind: 'part-away', data: { part: 'temporal', detail: 'temporal-silent' } },
      { kind: 'part-back', data: { part: 'temporal', seconds: 60 } },
    ]);
  });

  test('for a moment is not told', () => {
    look(health(), 0);
    look(health({ worker: down('no-worker') }), 1_000);
    look(health(), 3_500);
    look(health({ worker: down('no-worker') }), 4_000);
    look(health(), 6_000);
    expect(told).toEqual([]);
  });

  test('at the start of the program has half a minute', () => {
    const away = health({ worker: down('no-worker') });
    for (const nowMs of [0, 10_000, 29_000]) look(away, nowMs);
    expect(told).toEqual([]);
    look(away, 31_000);
    expect(told).toHaveLength(1);
  });

  test('and is the database is told when it is back, and nothing is said of the workers heard of through it', () => {
    const away = health({ database: down('database-silent'), worker: down('database-silent') });
    look(health(), 0);
    for (const nowMs of [1_000, 9_000]) look(away, nowMs);
    look(health(), 11_000);
    expect(told).toEqual([{ kind: 'part-back', data: { part: 'database', seconds: 10 } }]);
  });

  test('and is the broker is not told a second time of the worker that misses it', () => {
    const away = health({ worker: down('worker-without-broker'), broker: down('broker-silent') });
    look(health(), 0);
    for (const nowMs of [1_000, 9_000]) look(away, nowMs);
    expect(told).toEqual([{ kind: 'part-away', data: { part: 'broker', detail: 'broker-silent' } }]);
  });

  test('and was told by a former process is not told again, but its return is', () => {
    look = watch(new Map([['broker', 100_000]]));
    for (const nowMs of [0, 50_000]) look(health({ broker: down('broker-silent') }), nowMs);
    expect(told).toEqual([]);
    look(health(), 60_000);
    expect(told).toEqual([{ kind: 'part-back', data: { part: 'broker', seconds: 160 } }]);
  });
});
