import Type from 'typebox';
import type { Column } from './account/csv.js';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import type { OrderRow } from './account/order-row.js';
import { ordersNow } from './account/orders-now.js';
import { Ticker } from './arguments.js';
import { defineCommand } from './define-command.js';
import { UsageError } from './errors.js';

const COLUMNS: readonly Column<OrderRow>[] = [
  'kind',
  'source',
  'task',
  'leg',
  'number',
  'ticker',
  'instrumentUid',
  'direction',
  'lots',
  'executedLots',
  'amount',
  'executed',
  'price',
  'stopPrice',
  'averagePrice',
  'sum',
  'currency',
  'stopKind',
  'child',
  'placedAt',
  'expiresAt',
  'id',
  'clientOrderId',
];

/** The chat's words for a kind. */
const KIND_WORDS: Readonly<Record<string, OrderRow['kind']>> = {
  orders: 'order',
  заявки: 'order',
  stops: 'stop-order',
  стопы: 'stop-order',
};

/** What works at the exchange and what waits for its price, ours and foreign told apart. */
export const orders = defineCommand({
  name: 'orders',
  arguments: Type.Object(
    {
      ticker: Type.Optional(Ticker),
      kind: Type.Optional(
        Type.Enum(['order', 'stop-order'], { description: 'One of both alone; both if not said' }),
      ),
      csv: AsCsv,
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    const { words: others, csv } = takeCsv(words);
    const kinds = others.flatMap((word) => KIND_WORDS[word.toLowerCase()] ?? []);
    const tickers = others.filter((word) => !(word.toLowerCase() in KIND_WORDS));
    const [[kind, ...moreKinds], [ticker, ...moreTickers]] = [kinds, tickers];
    if (moreKinds.length + moreTickers.length > 0) throw new UsageError('orders');
    return { ...(ticker && { ticker }), ...(kind && { kind }), ...(csv && { csv }) };
  },
  async run({ ticker, kind, csv }, context) {
    const result = await ordersNow({ ticker, kind, isWhole: csv === true }, context);
    const table = { name: 'orders', columns: COLUMNS, rows: result.items };
    return { kind: 'result', result, ...withCsv(csv, table) };
  },
});
