/** What a client does to be refused with each code: actions of a client, never the control interface's faults. */
import { ACCOUNT_CAUSES } from './accounts.js';
import type { Causes } from './cause.js';
import { INSTRUMENT_CAUSES } from './instruments.js';
import { MARKET_DATA_CAUSES } from './market-data.js';
import { ORDER_CAUSES } from './orders.js';
import { STOP_ORDER_CAUSES } from './stop-orders.js';

const LISTS: readonly Causes[] = [
  INSTRUMENT_CAUSES,
  MARKET_DATA_CAUSES,
  ORDER_CAUSES,
  STOP_ORDER_CAUSES,
  ACCOUNT_CAUSES,
];

/** In the order of their numbers: so the limits (8xxxx) are hit when hardly anything comes after them. */
export const CAUSES = LISTS.flatMap((list) => Object.entries(list)).sort(
  ([one], [other]) => Number(one) - Number(other),
);
