export interface SpreadPrices {
  readonly items: readonly unknown[];
}

import Type from 'typebox';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';
export const sprices = defineCommand({
  name: 'sprices',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: (words) => nothingFromWords('sprices', words),
  async run() {
    return { kind: 'result', result: { items: [] } };
  },
});
