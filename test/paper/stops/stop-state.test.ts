import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent } from '../../../paper/state/events.js';
import { StopState, type StoredStops } from '../../../paper/stops/stop-state.js';
import { anyPrices, anyStop, catalogue, placedEvent, price, type StopShape, sber } from './stop-model.js';

const copyOf = (state: StopState): StopState => {
  const copy = new StopState(catalogue);
  for (const line of state.take()) copy.restore(JSON.parse(JSON.stringify(line)) as StoredStops);
  return copy;
};

/** What is seen of a state. */
const picture = (state: StopState) => ({
  all: [...state.all.values()],
  active: [...state.active.keys()],
  size: state.of(sber)?.size ?? 0,
  keys: [...state.all.values()].map(({ placed }) => state.idByKey(placed.accountId, placed.requestId)),
});

/** Shows prices to the stops of a state as the exchange does. @returns the events, with their effects applied. */
function show(state: StopState, prices: readonly number[], firstSeq: number): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  const happen = (event: ExchangeEvent) => {
    events.push(event);
    state.apply(event);
  };
  for (const at of prices) {
    if (state.of(sber)?.wouldFollow(at)) happen({ kind: 'stops-followed', ticker: 'SBER', price: price(at) });
    for (let stop = state.of(sber)?.met(at); stop; stop = state.of(sber)?.met(at)) {
      const { stopOrderId, placed } = stop;
      const { requestId, accountId, ticker, direction, lots, stopPrice } = placed;
      const named = { stopOrderId, requestId, accountId, ticker, direction, lots };
      const seq = firstSeq + events.length;
      happen({
        ...named,
        kind: 'stop-triggered',
        seq,
        atUs: seq,
        stopPrice,
        lastPrice: price(at),
        childRequestId: 'child',
        orderId: '1',
      });
    }
  }
  return events;
}

const place = (state: StopState, shapes: readonly StopShape[]) =>
  shapes.map((shape, index) => {
    const event = placedEvent(shape, index + 1);
    state.apply(event);
    return event;
  });

test('a state that was written down, and one made of the events again, go on exactly alike', () => {
  fc.assert(
    fc.property(fc.array(anyStop, { maxLength: 15 }), anyPrices, anyPrices, (shapes, before, after) => {
      const state = new StopState(catalogue);
      const events: ExchangeEvent[] = [...place(state, shapes), ...show(state, before, 1_000)];
      const replayed = new StopState(catalogue);
      for (const event of events) replayed.apply(event);
      const restored = copyOf(state);
      expect(picture(restored)).toEqual(picture(state));
      expect(picture(replayed)).toEqual(picture(state));
      const next = show(state, after, 2_000);
      expect(show(restored, after, 2_000)).toEqual(next);
      expect(show(replayed, after, 2_000)).toEqual(next);
    }),
    { numRuns: 100 },
  );
});

test('what ended long ago is forgotten, its key is not, over a snapshot too', () => {
  const state = new StopState(catalogue);
  const shape: StopShape = { kind: 'stop-loss', direction: 'sell', stopTicks: 900, indent: undefined };
  const count = 10_003;
  for (let number = 1; number <= count; number += 1) {
    const event = placedEvent(shape, number);
    const { stopOrderId, requestId, accountId, ticker, direction, lots } = event;
    state.apply(event);
    state.apply({
      kind: 'stop-cancelled',
      seq: number,
      atUs: number,
      stopOrderId,
      requestId,
      accountId,
      ticker,
      direction,
      lots,
      cause: 'client',
    });
  }
  for (const each of [state, copyOf(state)]) {
    expect(each.all.size).toBe(10_000);
    expect(each.all.has('stop-3')).toBe(false);
    expect(each.idByKey('2000000001', 'KEY-3')).toBe('stop-3');
    expect([...each.instruments]).toEqual([]);
  }
});
