/**
 * Asks again until the answer is truthy.
 * @template T
 * @param {() => Promise<T> | T} ask a throw counts as "not yet"
 * @param {{ timeoutMs: number, everyMs?: number, what: string, gaveUp?: () => string | undefined }} options `gaveUp` says why waiting is pointless
 * @returns {Promise<T>}
 */
export async function waitUntil(ask, { timeoutMs, everyMs = 20, what, gaveUp = () => undefined }) {
  const deadline = Date.now() + timeoutMs;
  let last;
  for (;;) {
    const reason = gaveUp();
    if (reason) throw new Error(`${what}: ${reason}`);
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs / 1000} s${last ? ` (${last.message})` : ''}`, {
        cause: last,
      });
    }
    await new Promise((done) => setTimeout(done, everyMs));
  }
}
