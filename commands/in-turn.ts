let last: Promise<void> = Promise.resolve();

/**
 * One check after the other, until its task is written down: what one request is about to use, the next one must not
 * count on. Between the API's and the bot's processes the broker is the last to refuse.
 */
export function inTurn<T>(work: (done: () => void) => Promise<T>): Promise<T> {
  const before = last;
  let done: () => void = () => undefined;
  last = new Promise<void>((resolve) => {
    done = resolve;
  });
  return before.then(() => work(done)).finally(done);
}
