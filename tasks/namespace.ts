import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';

export interface PrepareNamespaceOptions {
  readonly connection: Connection;
  readonly namespace: string;
  /** The embedded server is ours: its history is kept for 45 days instead of one. */
  readonly embedded: boolean;
  readonly logger: { warn(details: object, message: string): void };
}

const RETENTION_MS = 45 * 24 * 3_600_000;
/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2 as const;

/**
 * Makes what our workflows need in a namespace: the search attributes (the server's own flag works for a new file
 * only), and the retention. Harmless when done already, or by two workers at once; where the right to do it is
 * missing, as on Temporal Cloud, a person makes the attributes, and is told so.
 */
export async function prepareNamespace({
  connection,
  namespace,
  embedded,
  logger,
}: PrepareNamespaceOptions): Promise<void> {
  const wanted = Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name);
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = wanted.filter((name) => !(name in customAttributes));
    if (missing.length > 0) {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
      });
    }
  } catch (error) {
    logger.warn(
      { err: error, namespace },
      `search attributes ${wanted.join(', ')} (Keyword) could not be made; make them in the namespace`,
    );
  }
  if (!embedded) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
  });
}
