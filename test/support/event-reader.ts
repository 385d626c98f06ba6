/** Reads server-sent events as a browser would, and keeps them. */

export interface ServerSentEvent {
  readonly id: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it looks at.
  readonly data: any;
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** Everything that came so far. */
  readonly events: readonly ServerSentEvent[];
  /** Resolves when the server ended the stream, or after `close`. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function readEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventReader> {
  const closing = new AbortController();
  const answer = await fetch(url, { headers, signal: closing.signal });
  const events: ServerSentEvent[] = [];

  const read = async () => {
    let unread = '';
    for await (const chunk of answer.body ?? []) {
      unread += Buffer.from(chunk).toString('utf8');
      const blocks = unread.split('\n\n');
      unread = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id] = /^id: (\d+)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (id !== undefined && data !== undefined) events.push({ id: Number(id), data: JSON.parse(data) });
      }
    }
  };
  return {
    status: answer.status,
    headers: answer.headers,
    events,
    ended: read().catch(() => undefined),
    close: () => closing.abort(),
  };
}
