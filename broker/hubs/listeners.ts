import type { StreamLogger } from './reconnecting-stream.js';

/** Called synchronously, one after the other; what one of them throws reaches neither the others nor the stream. */
export function createListeners<Told extends readonly unknown[]>(logger: StreamLogger) {
  const all = new Set<(...told: Told) => void>();
  return {
    /** @returns how to stop listening. The same function added twice is two listeners. */
    add(listener: (...told: Told) => void): () => void {
      const own = (...told: Told) => listener(...told);
      all.add(own);
      return () => void all.delete(own);
    },
    tell(...told: Told): void {
      for (const listener of all) {
        try {
          listener(...told);
        } catch (err) {
          logger.warn({ err }, 'a listener of the broker failed');
        }
      }
    },
    get size() {
      return all.size;
    },
  };
}

export type Listeners<Told extends readonly unknown[]> = ReturnType<typeof createListeners<Told>>;
