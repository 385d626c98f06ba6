/**
 * Joins callers of one read: those who come while a call has not been sent yet share it; whoever comes after it was
 * sent gets the next one, because an answer under way may be older than what they want to know.
 */
export function freshOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;
  return () => {
    next ??= (running ?? Promise.resolve()).then(
      () => start(),
      () => start(),
    );
    return next;
  };

  function start(): Promise<T> {
    next = undefined;
    const call = read();
    running = call.catch(() => undefined);
    return call;
  }
}
