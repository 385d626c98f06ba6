import { expect, test } from '@jest/globals';
import { createRetryingWriter } from '../../execution/retrying-writer.js';

const logger = { debug() {}, info() {}, warn() {}, error() {} };

function recordingWriter() {
  const writes: string[] = [];
  const writer = createRetryingWriter<string>(
    async (items) => {
      writes.push(`alone: ${items.join(' ')}`);
    },
    { logger, what: 'test' },
  );
  const together = (what: string, error?: Error) =>
    writer.together(async (items) => {
      writes.push(`with ${what}: ${items.join(' ')}`);
      if (error) throw error;
    });
  return { writes, writer, together };
}

test('what is added in one moment is one write', async () => {
  const { writes, writer } = recordingWriter();
  writer.add('one');
  writer.add('two');
  await writer.flush();
  expect(writes).toEqual(['alone: one two']);
});

test('what was just added is written together with what follows at once, and not again', async () => {
  const { writes, writer, together } = recordingWriter();
  writer.add('one');
  await together('an order');
  await writer.flush();
  expect(writes).toEqual(['with an order: one']);
});

test('what was to be written together waits again when that fails, and is there when the flush is over', async () => {
  const { writes, writer, together } = recordingWriter();
  writer.add('one');
  await expect(together('an order', new Error('the database is away'))).rejects.toThrow('away');
  writer.add('two');
  await writer.flush();
  expect(writes).toEqual(['with an order: one', 'alone: one two']);
});

test('what is added while something is being written together comes after it', async () => {
  const { writes, writer } = recordingWriter();
  writer.add('one');
  let go: () => void = () => undefined;
  const slow = writer.together(async (items) => {
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    writes.push(`slow: ${items.join(' ')}`);
  });
  await new Promise(setImmediate);
  writer.add('two');
  await new Promise(setImmediate);
  go();
  await slow;
  await writer.flush();
  expect(writes).toEqual(['slow: one', 'alone: two']);
});

test('what is gathered for a while is one write, and a flush does not wait for that while', async () => {
  const writes: string[] = [];
  const writer = createRetryingWriter<string>(
    async (items) => {
      writes.push(items.join(' '));
    },
    { logger, what: 'test', gatherMs: 600_000 },
  );
  writer.add('one');
  await new Promise(setImmediate);
  writer.add('two');
  expect(writes).toEqual([]);
  await writer.flush();
  expect(writes).toEqual(['one two']);
});

test('nobody waits for what the database refuses for good; it is tried again with what follows', async () => {
  const refusal = Object.assign(new Error('a row that breaks a rule'), { code: '23514' });
  let isMended = false;
  const writes: string[] = [];
  const writer = createRetryingWriter<string>(
    async (items) => {
      if (!isMended) throw refusal;
      writes.push(items.join(' '));
    },
    { logger, what: 'test' },
  );
  writer.add('one');
  await writer.flush();
  writer.add('two');
  await writer.flush();
  expect(writes).toEqual([]);
  isMended = true;
  writer.add('three');
  await writer.flush();
  expect(writes).toEqual(['one two three']);
});
