import { readFileSync } from 'node:fs';
import { Status } from 'nice-grpc';

const LIST = JSON.parse(readFileSync(new URL('./data/errors.json', import.meta.url), 'utf8')) as Record<
  string,
  [status: keyof typeof Status, message: string]
>;

/** A refusal by the broker's numeric code; status and text come from its published list. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly status: Status;

  /** `detail` takes the place of `%s` in the published text. */
  constructor(
    readonly code: string,
    detail = '',
  ) {
    const [status, text] = LIST[code] ?? ['INTERNAL', 'Internal error'];
    super(text.replace('%s', detail));
    this.status = Status[status];
  }
}

/** The codes that the exchange gives itself. */
export const Refusal = {
  unimplemented: '12001',
  pointsOnlyForFuturesAndBonds: '30085',
  wrongPriceType: '30104',
  periodOverFortnight: '30002',
  fromInThePast: '30003',
  wrongInterval: '30011',
  toBeforeFrom: '30012',
  periodTooLongForInterval: '30014',
  wrongCandleSource: '30219',
  candleSourceWithLimit: '30220',
  missingFromOrLimit: '30228',
  wrongLimit: '30242',
  exchangeNotFound: '50001',
  missingId: '30007',
  missingQuantity: '30015',
  missingDirection: '30019',
  missingAccount: '30021',
  missingOrderType: '30025',
  missingOrderId: '30027',
  wrongDepth: '30032',
  noMoney: '30042',
  wrongDirection: '30020',
  keyNotUuid: '30028',
  missingStopPrice: '30036',
  missingStopType: '30037',
  wrongStopType: '30038',
  wrongTrailingData: '30039',
  missingExpireDate: '30040',
  missingExpirationType: '30043',
  wrongExpirationType: '30044',
  stopNotPlaced: '30053',
  stopNotCancelled: '30060',
  expireDateOutOfRange: '30063',
  wrongChildType: '30105',
  wrongStopStatus: '30106',
  trailingDataMissing: '30210',
  missingIndentType: '30211',
  missingSpreadType: '30212',
  trailingOnlyForTakeProfit: '30241',
  stopNotFound: '50006',
  notByApi: '30052',
  keyTooLong: '30055',
  duplicateWithoutReport: '30057',
  wrongStep: '30078',
  notTrading: '30079',
  quantityNotPositive: '30080',
  noCounterparty: '30095',
  outsideLimits: '30099',
  priceNotPositive: '30100',
  missingInstrument: '30093',
  tooManyStatuses: '30091',
  tooManyPrices: '30218',
  emptyQuery: '30087',
  wrongIdType: '30005',
  wrongPeriod: '30012',
  classCodeMissing: '30013',
  missingPrice: '30017',
  wrongExecutionStatus: '30245',
  marginNotConfirmed: '30240',
  readOnlyToken: '40002',
  noToken: '40003',
  instrumentNotFound: '50002',
  accountNotFound: '50004',
  orderNotFound: '50005',
  tooManyStreams: '80001',
  tooManyRequests: '80002',
  noSubscriptions: '80004',
  valueTooHigh: '90003',
} as const;
