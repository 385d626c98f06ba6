/** What a purchase or a sale takes beyond one's own money and holdings: what forbids it, and what a person is asked. */
import type { Agreement, ConsentReason } from '../../domain/agreed.js';
import { Decimal } from '../../domain/decimal.js';
import type { SellbuyRequest } from '../../domain/task.js';
import type { CommandError } from '../errors.js';
import { type HoldingsReader, openPositionOf, readHoldings } from '../holdings.js';
import type { RunningOrder } from '../running-orders.js';
import { type Loan, loanOf, whyNotShort, whyTooMany, whyUnaffordable } from './borrowing.js';
import { type Consent, figuresOf, isCovered, loanReason } from './consent.js';
import { ConsentNeededError } from './errors.js';
import { type AccountFacts, marginFacts, maxLotsOf, moneyFacts, type OrderFacts, shortOf } from './facts.js';
import { moneyOf } from './money.js';

/** A person pays at the price that was shown; what it becomes while the order follows the market the broker bounds. */
const NO_RESERVE = '0';

/** What a person is asked to agree to before a purchase or a sale starts; plain data, as it is shown and kept. */
export interface OrderConsent
  extends Consent,
    Pick<SellbuyRequest, 'direction' | 'ticker' | 'amount' | 'limitPrice'> {}

/** One order and the account, as the broker's figures stand. */
export interface KnownOrder {
  readonly order: OrderFacts;
  readonly account: AccountFacts;
}

/** What is known before the account is looked at. */
export type PricedOrder = Omit<OrderFacts, 'open' | 'maxLots'>;

/**
 * Reads what has to be known of it. What one's own money and holdings are enough for needs none of the broker's margin
 * figures, so those are not asked for.
 * @param promised what of its cost is counted already as promised to running tasks, roubles
 * @throws BrokerError while it cannot be asked
 */
export async function orderFacts(
  priced: PricedOrder,
  reader: HoldingsReader,
  promised?: Decimal,
): Promise<KnownOrder> {
  const { instrument, price } = priced;
  const holdings = readHoldings(reader);
  const order = { ...priced, open: openPositionOf(instrument, await holdings), maxLots: undefined };
  const isShort = shortOf(order) > 0;
  if (priced.direction === 'sell' && !isShort) return { order, account: NOT_LOOKED_AT };
  const account = { ...withoutPromised(await moneyFacts(reader, holdings), promised), margin: undefined };
  if (!isShort && whyUnaffordable(together({ order, account })).length === 0) return { order, account };
  const [margin, maxLots] = await Promise.all([
    marginFacts(reader),
    maxLotsOf({ instrument, ...(price && { price }) }, reader.broker),
  ]);
  return { order: { ...order, maxLots }, account: { ...account, ...margin } };
}

const withoutPromised = <Money extends Pick<AccountFacts, 'money' | 'promised'>>(
  money: Money,
  promised: Decimal = new Decimal(0),
): Money => ({
  ...money,
  money: money.money.add(promised),
  promised: Decimal.max(0, money.promised.sub(promised)),
});

/** A sale of what is held takes nothing of it. */
const NOT_LOOKED_AT: AccountFacts = { money: new Decimal(0), promised: new Decimal(0), margin: undefined };

const together = ({ order, account }: KnownOrder) => ({ orders: [order], account });

/** @returns what stands in its way; nothing where it may start, with a consent if it borrows */
export function obstaclesOf(known: KnownOrder): CommandError[] {
  const { order, account } = known;
  const found = [...whyNotShort(order, account), ...whyUnaffordable(together(known))];
  if (found.length > 0) return found;
  const isBorrowing = reasonsOf(known).length > 0;
  return isBorrowing ? whyTooMany(order, isBorrowing) : [];
}

/** All that a person is asked because of; none where nothing is borrowed. */
export function reasonsOf(known: KnownOrder): ConsentReason[] {
  const { ticker } = known.order.instrument;
  const short = shortOf(known.order);
  const loan: Loan | undefined = loanOf(together(known), NO_RESERVE);
  return [
    ...(short > 0 ? [{ why: 'short' as const, ticker, amount: String(short) }] : []),
    ...(loan ? [loanReason(ticker, loan)] : []),
  ];
}

/** @returns undefined where nothing is borrowed */
export function consentTo(request: SellbuyRequest, known: KnownOrder): OrderConsent | undefined {
  const reasons = reasonsOf(known);
  if (reasons.length === 0) return undefined;
  const { direction, ticker, amount, limitPrice } = request;
  return { direction, ticker, amount, limitPrice, reasons, ...figuresOf(together(known)) };
}

/** What those that start after it have to reckon with. */
export function startingOrder(request: SellbuyRequest, known: KnownOrder): RunningOrder {
  const { instrumentUid, direction, limitPrice, amount } = request;
  const isShort = !known.order.instrument.future && shortOf(known.order) > 0;
  const margin = moneyOf([known.order], known.account)?.margin;
  return { instrumentUid, direction, limitPrice, left: amount, margin, isShort };
}

/**
 * Holds what is about to start against what was agreed to: the same order, for reasons that were all shown.
 * @param shown undefined where nobody was asked
 * @returns the request as it may start: every order of its task may borrow only if that was agreed to
 * @throws ConsentNeededError
 */
export function agreedRequest(
  { request, consent }: { readonly request: SellbuyRequest; readonly consent?: OrderConsent | undefined },
  shown: OrderConsent | undefined,
): SellbuyRequest {
  if (!consent) return request;
  if (!shown || !covers(shown, consent)) throw new ConsentNeededError(request.ticker);
  const { amount, reasons } = shown;
  return { ...request, margin: true, agreed: { amount, reasons } };
}

const SAME = ['direction', 'ticker', 'amount', 'limitPrice'] as const;

const covers = (shown: OrderConsent, needed: OrderConsent): boolean =>
  SAME.every((field) => shown[field] === needed[field]) &&
  needed.reasons.every((reason) => isCovered(reason, shown.reasons));

/**
 * What was agreed to and is not taken up, because the order was amended to less since. A loan stands whole: the free money
 * that it is reckoned from is without what the order takes already.
 */
export function agreedAndLeft(agreed: Agreement | undefined, amountNow: number): readonly ConsentReason[] {
  const left = Math.max(0, (agreed?.amount ?? 0) - amountNow);
  return (agreed?.reasons ?? []).map((reason) =>
    'amount' in reason ? { ...reason, amount: String(Math.min(Number(reason.amount), left)) } : reason,
  );
}
