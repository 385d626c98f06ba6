import { StoryProcess } from './story-process.js';

/** `setTimeout` of `node:timers/promises`, for whoever runs in a story. */
export function storyDelay(ms = 0, value?: unknown, { signal }: { signal?: AbortSignal } = {}) {
  const process = StoryProcess.current;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = process ? process.setTimer(() => resolve(value), ms) : setTimeout(() => resolve(value), ms);
    signal?.addEventListener('abort', () => {
      process?.clearTimer(timer);
      reject(signal.reason);
    });
  });
}

/**
 * Timers and clocks of whoever runs in a story are the story's; all others (the test, the connection to the database)
 * keep the real ones. @returns a function that puts the real ones back for everybody
 */
export function installStoryTime(): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
  };
  const realDateNow = Date.now;
  const realNow = performance.now.bind(performance);
  const handle = (timer: object) => Object.assign(timer, { unref: () => timer, ref: () => timer });
  const clear = (realClear: (timer: NodeJS.Timeout) => void) => (timer: NodeJS.Timeout) => {
    const process = StoryProcess.current;
    if (process) process.clearTimer(timer);
    else realClear(timer);
  };
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms = 0, ...rest: unknown[]) => {
      const process = StoryProcess.current;
      return process
        ? handle(process.setTimer(run, ms))
        : Reflect.apply(real.setTimeout, globalThis, [run, ms, ...rest]);
    },
    setInterval: (run: () => void, ms = 0, ...rest: unknown[]) => {
      const process = StoryProcess.current;
      return process
        ? handle(process.setTimer(run, ms, ms))
        : Reflect.apply(real.setInterval, globalThis, [run, ms, ...rest]);
    },
    clearTimeout: clear(real.clearTimeout),
    clearInterval: clear(real.clearInterval),
  });
  Date.now = () => StoryProcess.current?.clock.nowMs ?? realDateNow();
  performance.now = () => StoryProcess.current?.clock.nowMs ?? realNow();
  return () => {
    Object.assign(globalThis, real);
    Date.now = realDateNow;
    performance.now = realNow;
  };
}
