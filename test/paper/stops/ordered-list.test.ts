import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderedList } from '../../../paper/stops/ordered-list.js';

test('whatever is added and removed, the first is the least of what is there', () => {
  const step = fc.record({ add: fc.boolean(), item: fc.integer({ min: 0, max: 20 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const list = new OrderedList<number>((a, b) => a - b);
      const model = new Set<number>();
      for (const { add, item } of steps) {
        if (!add) expect(list.remove(item)).toBe(model.delete(item));
        else if (!model.has(item)) {
          list.add(item);
          model.add(item);
        }
        expect(list.size).toBe(model.size);
        expect(list.first).toBe(model.size === 0 ? undefined : Math.min(...model));
      }
    }),
  );
});
