import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What tasks can be found by in Temporal's UI; made by `prepareNamespace`. */
export const SEARCH_ATTRIBUTES = {
  kind: defineSearchAttributeKey('TaskKind', SearchAttributeType.KEYWORD),
  ticker: defineSearchAttributeKey('Ticker', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('TaskState', SearchAttributeType.KEYWORD),
} as const;
