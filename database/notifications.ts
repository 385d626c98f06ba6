import pg from 'pg';

/**
 * `wish`, `claim` (asked for), `claim_free` and `claim_left` (its worker ends) carry a task's key, `journal` the newest
 * entry's number, `catalogue` the mode whose catalogue changed, `halt`, `settings` and `cancel` nothing.
 */
export type Channel =
  | 'wish'
  | 'claim'
  | 'claim_free'
  | 'claim_left'
  | 'journal'
  | 'halt'
  | 'settings'
  | 'cancel'
  | 'catalogue';

export interface Notifications {
  /** @returns a function that ends it. */
  on(channel: Channel, listener: (payload: string) => void): () => void;
  /** Called after the connection was lost and is back: whatever was announced meanwhile was not heard. */
  onResync(listener: () => void): () => void;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;

/** One listening connection for the whole process, made anew whenever it breaks. */
export async function listenToNotifications(
  url: string,
  channels: readonly Channel[],
  onError: (error: Error) => void,
): Promise<Notifications> {
  const listeners = new Map<Channel, Set<(payload: string) => void>>();
  const resyncListeners = new Set<() => void>();
  let closed = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  const connect = async () => {
    const connecting = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: `${process.title}-listen`,
    });
    let broken = false;
    const reconnect = (error: Error) => {
      if (broken || closed) return;
      broken = true;
      onError(error);
      connecting.end().catch(() => undefined);
      retry = setTimeout(() => {
        connect().then(
          () => resyncListeners.forEach((listener) => void listener()),
          () => undefined,
        );
      }, RECONNECT_MS);
    };
    connecting.on('error', reconnect);
    connecting.on('end', () => reconnect(new Error('the listening connection ended')));
    connecting.on('notification', ({ channel, payload }) => {
      for (const listener of listeners.get(channel as Channel) ?? []) listener(payload ?? '');
    });
    try {
      await connecting.connect();
      for (const channel of channels) await connecting.query(`listen ${channel}`);
      client = connecting;
    } catch (error) {
      reconnect(error as Error);
      throw error;
    }
  };
  await connect().catch((error: unknown) => {
    closed = true;
    clearTimeout(retry);
    throw error;
  });

  const subscribe = <T>(set: Set<T>, listener: T) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  return {
    on(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set);
      return subscribe(set, listener);
    },
    onResync: (listener) => subscribe(resyncListeners, listener),
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
