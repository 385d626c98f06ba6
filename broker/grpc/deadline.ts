export interface Deadline {
  /** Aborted when the time is over, or with the caller's own signal. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  /** To be called when the call has ended: leaves neither a timer nor a listener behind. */
  end(): void;
}

/**
 * Not `AbortSignal.timeout` and `any`: their timers run on after the call, so that a thousand calls a second hold
 * thousands of them, and what listens to a long-lived signal would grow with every call.
 */
export function startDeadline(ms: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort();
  }, ms);
  const onAbort = () => controller.abort(caller?.reason);
  caller?.addEventListener('abort', onAbort, { once: true });
  if (caller?.aborted) onAbort();
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    end() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
