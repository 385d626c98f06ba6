/** What an account holds, in the words of `GetPositions` and its stream. Amounts are securities or contracts. */
import type {
  PositionData,
  PositionsFutures,
  PositionsResponse,
  PositionsSecurities,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { freeMoney, type PaperAccount, type PaperPosition } from '../accounts/account.js';
import { isFuture, type PaperInstrument } from '../instruments/instrument.js';
import { NANO, toMoney } from '../money.js';
import { instrumentTypeOf } from './instrument-messages.js';

export const held = ({ positions }: PaperAccount): PaperPosition[] =>
  [...positions.values()].filter(({ amount, blocked }) => amount !== 0 || blocked !== 0);

const idsOf = ({ figi, positionUid, uid }: PaperInstrument) => ({ figi, positionUid, instrumentUid: uid });

const toSecurities = ({ instrument, amount, blocked }: PaperPosition): PositionsSecurities => ({
  ...idsOf(instrument),
  blocked,
  balance: amount - blocked,
  exchangeBlocked: false,
  instrumentType: instrumentTypeOf(instrument),
});

const toFutures = ({ instrument, amount, blocked }: PaperPosition): PositionsFutures => ({
  ...idsOf(instrument),
  blocked,
  balance: amount - blocked,
});

const isCurrency = ({ instrument }: PaperPosition): boolean => instrument.details.kind === 'currency';

const isSecurity = ({ instrument }: PaperPosition): boolean =>
  instrument.details.kind !== 'currency' && !isFuture(instrument);

/** Currencies are money, each by its name; amounts are whole units. */
function currencyMoney({ instrument: { details } }: PaperPosition, amount: number) {
  const name = details.kind === 'currency' ? details.message.isoCurrencyName.toLowerCase() : '';
  return toMoney(BigInt(amount) * NANO, name);
}

export function toPositions(account: PaperAccount): PositionsResponse {
  const positions = held(account);
  const currencies = positions.filter(isCurrency);
  return {
    money: [
      toMoney(freeMoney(account)),
      ...currencies.map((each) => currencyMoney(each, each.amount - each.blocked)),
    ],
    blocked: [
      ...(account.blocked === 0n ? [] : [toMoney(account.blocked)]),
      ...currencies.filter(({ blocked }) => blocked !== 0).map((each) => currencyMoney(each, each.blocked)),
    ],
    securities: positions.filter(isSecurity).map(toSecurities),
    limitsLoadingInProgress: false,
    futures: positions.filter(({ instrument }) => isFuture(instrument)).map(toFutures),
    options: [],
    accountId: account.id,
  };
}

/** What may have changed: the money, and the positions in some instruments, empty ones included. */
export function toPositionData(account: PaperAccount, instruments: readonly PaperInstrument[]): PositionData {
  const changed = instruments.flatMap(({ uid }) => account.positions.get(uid) ?? []);
  return {
    accountId: account.id,
    money: [
      { availableValue: toMoney(freeMoney(account)), blockedValue: toMoney(account.blocked) },
      ...changed.filter(isCurrency).map((each) => ({
        availableValue: currencyMoney(each, each.amount - each.blocked),
        blockedValue: currencyMoney(each, each.blocked),
      })),
    ],
    securities: changed.filter(isSecurity).map(toSecurities),
    futures: changed.filter(({ instrument }) => isFuture(instrument)).map(toFutures),
    options: [],
    date: new Date(),
  };
}
