import type { GetMarginAttributesResponse } from 'tinkoff-invest-api/dist/generated/users.js';
import type { PaperAccount } from '../accounts/account.js';
import { correctedMargin, liquidPortfolio, startingMargin } from '../accounts/worth.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import { NANO, toMoney, toQuotation } from '../money.js';

/** The broker closes positions when the liquid portfolio falls below this part of the starting margin. */
const MINIMAL_PART = 2n;

/** @throws ContractError for accounts of the sandbox, which lacks these figures. */
export function marginAttributes(exchange: Exchange, account: PaperAccount): GetMarginAttributesResponse {
  if (account.sandbox) throw new ContractError(Refusal.marginIsOff);
  const liquid = liquidPortfolio(account, exchange.lastTicks);
  const starting = startingMargin(account, exchange.lastTicks);
  return {
    liquidPortfolio: toMoney(liquid),
    startingMargin: toMoney(starting),
    minimalMargin: toMoney(starting / MINIMAL_PART),
    // Nothing needs cover: there is no ratio.
    fundsSufficiencyLevel: toQuotation(starting === 0n ? 0n : (liquid * NANO) / starting),
    amountOfMissingFunds: toMoney(starting - liquid),
    correctedMargin: toMoney(correctedMargin(account, exchange.lastTicks)),
  };
}
