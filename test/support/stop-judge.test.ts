/** The judge is worth what it finds: each fault here is planted in a ledger that is otherwise clean. */
import { expect, test } from '@jest/globals';
import type { LedgerEvent } from './paper-control.js';
import { StopJudge } from './stop-judge.js';

type Entry = Partial<LedgerEvent> & { kind: string; cause?: string };

const stop = (n: number, entry: Entry) => ({
  requestId: `key-${n}`,
  stopOrderId: `stop-${n}`,
  ticker: 'SBER',
  direction: 'buy' as const,
  lots: n,
  stopPrice: '255',
  ...entry,
});
const sent = (n: number, more: Partial<Entry> = {}) => [
  stop(n, { kind: 'received', method: 'PostStopOrder' }),
  stop(n, { kind: 'stop-placed', ...more }),
];
/** The ninth is somebody else's; the first triggers, the second is cancelled, the third expires. */
const CLEAN: Entry[] = [
  ...sent(9),
  ...sent(1),
  ...sent(2),
  ...sent(3),
  stop(1, { kind: 'stop-triggered' }),
  { kind: 'call', method: 'CancelStopOrder', stopOrderId: 'stop-2' },
  stop(2, { kind: 'stop-cancelled', cause: 'client' }),
  stop(3, { kind: 'stop-cancelled', cause: 'expired' }),
];
const LOG = [
  ...[1, 2, 3].map((n) => ({ clientOrderId: `key-${n}`, state: 'placed', stopOrderId: `stop-${n}` })),
  { clientOrderId: 'key-4', state: 'planned', stopOrderId: null },
];

function judge(entries: readonly Entry[], options: ConstructorParameters<typeof StopJudge>[0] = {}) {
  const found = new StopJudge(options);
  found.knowOurs(LOG.map(({ clientOrderId }) => clientOrderId));
  found.knowForeign(['key-9']);
  const events = entries.map((entry, index) => ({ seq: index + 1, atUs: index, ...entry }));
  return { found, events, whats: () => found.findings.map(({ what }) => what) };
}
function findingsWith(planted: readonly Entry[], log = LOG, options = {}) {
  const { found, events, whats } = judge([...CLEAN, ...planted], options);
  found.read(events);
  found.compareLog(log);
  return whats();
}

test('finds nothing in a clean ledger', () => {
  expect(findingsWith([])).toEqual([]);
});

test.each<[string, Entry[], string]>([
  [
    'one placed twice under its key',
    sent(2, { stopOrderId: 'stop-2b' }),
    'key-2 is placed twice, as stop-2 and stop-2b',
  ],
  ['one that nobody asked for', sent(5), 'nobody asked for key-5'],
  [
    'a foreign one touched',
    [{ kind: 'call', method: 'CancelStopOrder', stopOrderId: 'stop-9' }],
    'a foreign one is to be cancelled: stop-9',
  ],
  [
    'one placed, and planned in the log',
    sent(4),
    'lost: the log says that key-4 is planned, the exchange has placed stop-4',
  ],
  ['an end of nothing', [stop(8, { kind: 'stop-triggered' })], 'stop-8 was never placed'],
])('finds %s', (_, planted, what) => {
  expect(findingsWith(planted)).toContainEqual(expect.stringContaining(what));
});

test('finds what the log says and the exchange does not', () => {
  const log = [
    { clientOrderId: 'key-4', state: 'placed', stopOrderId: 'stop-4' },
    { clientOrderId: 'key-2', state: 'placed', stopOrderId: 'stop-3' },
    { clientOrderId: 'key-3', state: 'refused', stopOrderId: null },
  ];
  expect(findingsWith([], log)).toEqual([
    'entry 12 (end): lost: the log says that key-4 was placed as stop-4, the exchange has none',
    'entry 12 (end): lost: the log says that key-2 was placed as stop-3, the exchange has stop-2',
    'entry 12 (end): lost: the log says that key-3 is refused, the exchange has placed stop-3',
  ]);
});

test('a foreign one may be touched where that is what was asked for', () => {
  const touched = [{ kind: 'call', method: 'CancelStopOrder', stopOrderId: 'stop-9' }];
  expect(findingsWith(touched, LOG, { mayTouch: () => true })).toEqual([]);
});

test('a gap in the ledger is no clean ledger', () => {
  const { found, events, whats } = judge(CLEAN);
  found.read(events.filter(({ seq }) => seq !== 3));
  expect(whats()).toEqual(['entry 4 (stop-placed): entry 3 is missing']);
});

test('of what was there nothing is lost: it is there again, executed, expired, or kept; and never there twice meanwhile', () => {
  const placed = [...sent(1), ...sent(2), ...sent(3), ...sent(4)];
  const gone = [1, 2].map((n) => stop(n, { kind: 'stop-cancelled', cause: 'client' }));
  const expired = stop(3, { kind: 'stop-cancelled', cause: 'expired' });
  const again = stop(1, { kind: 'stop-placed', requestId: 'key-1b', stopOrderId: 'stop-1b' });
  const { found, events, whats } = judge([
    ...placed,
    ...gone,
    expired,
    again,
    { ...again, stopOrderId: 'stop-1c', requestId: 'key-1c' },
  ]);
  found.knowOurs(['key-1b', 'key-1c']);
  found.read(events.slice(0, placed.length));
  const before = found.active;
  found.noMoreThanNow();
  found.read(events.slice(placed.length, -1));
  const [, second] = before;
  found.compareActive(before, [second?.content ?? '']);
  expect(whats()).toEqual([]);
  found.compareActive(before);
  expect(whats()).toEqual([expect.stringContaining('lost: stop-2, buy 2 SBER')]);
  found.read(events.slice(-1));
  expect(whats()[1]).toContain('2 of buy 1 SBER');
});
