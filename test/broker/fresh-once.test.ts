import { describe, expect, test } from '@jest/globals';
import { freshOnce } from '../../broker/fresh-once.js';

/** A read whose answers are given by the test; each answer is the number of its call. */
function manualRead() {
  const calls: { answer(): void; fail(): void }[] = [];
  const read = freshOnce(
    () =>
      new Promise<number>((resolve, reject) => {
        const number = calls.length + 1;
        calls.push({ answer: () => resolve(number), fail: () => reject(new Error(`call ${number}`)) });
      }),
  );
  return { calls, read };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('callers of one read', () => {
  test('who come together share one call', async () => {
    const { calls, read } = manualRead();
    const answers = Promise.all([read(), read(), read()]);
    await turn();
    expect(calls).toHaveLength(1);
    calls[0]?.answer();
    expect(await answers).toEqual([1, 1, 1]);
  });

  test('who come after it was sent share the next one, whose data is fresh for them', async () => {
    const { calls, read } = manualRead();
    const first = read();
    await turn();
    const late = Promise.all([read(), read()]);
    await turn();
    expect(calls).toHaveLength(1);
    calls[0]?.answer();
    expect(await first).toBe(1);
    await turn();
    expect(calls).toHaveLength(2);
    calls[1]?.answer();
    expect(await late).toEqual([2, 2]);
  });

  test('a failure reaches those who shared it, and the next call is made all the same', async () => {
    const { calls, read } = manualRead();
    const first = expect(read()).rejects.toThrow('call 1');
    await turn();
    const late = read();
    calls[0]?.fail();
    await first;
    await turn();
    calls[1]?.answer();
    expect(await late).toBe(2);
  });
});
