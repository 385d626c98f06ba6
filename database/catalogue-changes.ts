import { lastGoodReading } from './catalogue-entries.js';
import type { Database } from './connection.js';
import type { Notifications } from './notifications.js';

/**
 * Calls the listener whenever the catalogue of a mode became another one, in whatever process that was; also for what
 * was announced while nobody could be heard.
 * @returns a function that ends it
 */
export function onCatalogueChange(
  {
    db,
    notifications,
    mode,
  }: { readonly db: Database; readonly notifications: Notifications; readonly mode: string },
  listener: () => void,
): () => void {
  let heardAtMs = performance.now();
  const hear = () => {
    heardAtMs = performance.now();
    listener();
  };
  const ends = [
    notifications.on('catalogue', (of) => {
      if (of === mode) hear();
    }),
    notifications.onResync(() => {
      lastGoodReading(db, mode).then(
        (last) => {
          if (last && last.agoMs < performance.now() - heardAtMs) hear();
        },
        // Nobody knows: reading once too often does no harm.
        hear,
      );
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
