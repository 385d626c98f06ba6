/** What is found in the catalogue, as it is told. */
import type { FoundInstrument } from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import { writtenTicker } from './names.js';

export interface FoundJson
  extends Pick<
    ListedInstrument,
    'name' | 'kind' | 'classCode' | 'isin' | 'figi' | 'uid' | 'currency' | 'lot'
  > {
  /** As it may be written: with its board where several have it. */
  readonly ticker: string;
  /** False: the broker does not list it any more, since `goneAt`. */
  readonly active: boolean;
  readonly goneAt: string | null;
  /** It can be bought or sold here. */
  readonly tradable: boolean;
  /** Of futures alone: the name of what it is written on, and its last trading moment. */
  readonly underlying: string | null;
  readonly lastTradeAt: string | null;
}

export interface FindAnswer {
  readonly search: string;
  readonly items: readonly FoundJson[];
}

export function foundJson(found: FoundInstrument): FoundJson {
  const { name, kind, classCode, isin, figi, uid, currency, lot, future, ...flags } = found.listed;
  const isOffered = flags.apiTradable && (flags.buyAvailable || flags.sellAvailable);
  return {
    ticker: writtenTicker(found),
    ...{ name, kind, classCode, isin, figi, uid, currency, lot },
    active: found.active,
    goneAt: found.goneAt?.toISOString() ?? null,
    tradable: found.active && kind !== 'currency' && isOffered && flags.priceStep !== null,
    underlying: future?.basicAsset ?? null,
    lastTradeAt: future?.lastTradeAt ?? null,
  };
}
