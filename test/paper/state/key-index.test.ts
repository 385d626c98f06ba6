import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeyIndex } from '../../../paper/state/key-index.js';

const KEYS = Array.from({ length: 61 }, (_, name) => `key ${name}`);

test('holds the newest keys and no other, and comes back the same from its blocks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(60), { maxLength: 300 }), (most, script) => {
      const index = new KeyIndex(most);
      const model = new Map<string, number>();
      for (const [turn, name] of script.entries()) {
        const key = `key ${name}`;
        index.set(key, turn);
        if (!model.has(key) && model.size === most) model.delete([...model.keys()][0] ?? '');
        model.set(key, turn);
      }
      const again = new KeyIndex(most);
      for (const block of index.blocks()) again.addBlock(block);
      for (const each of [index, again]) {
        expect(each.size).toBe(model.size);
        // One comparison for all keys: an expectation costs more than what is looked up.
        expect(KEYS.map((key) => each.get(key))).toEqual(KEYS.map((key) => model.get(key)));
      }
      expect([...again.blocks()]).toEqual([...index.blocks()]);
    }),
    { numRuns: 60 },
  );
});

test('grows as keys come, and forgets the oldest when it may not grow any more', () => {
  const index = new KeyIndex(3_000);
  for (let number = 0; number < 5_000; number += 1) index.set(`key ${number}`, number);
  expect(index.size).toBe(3_000);
  const numbers = Array.from({ length: 5_000 }, (_, number) => number);
  expect(numbers.map((number) => index.get(`key ${number}`))).toEqual(
    numbers.map((number) => (number < 2_000 ? undefined : number)),
  );
});
