/** An account with a position of every kind, tasks of ours and another program on it; figures as the exchange itself has them. */
import { type CommandContext, carryOut, commandByName } from '../../../commands/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { openReconciliationBench } from '../../execution/reconciliation/reconciliation-bench.js';
import { recordsOf } from '../../support/read-csv.js';

/** The exchange's own view of the account. */
export interface ExchangeAccount {
  readonly money: string;
  readonly blockedMoney: string;
  readonly freeMoney: string;
  readonly positions: readonly {
    readonly ticker: string;
    readonly amount: number;
    readonly blocked: number;
    readonly averagePrice: string;
  }[];
}

export type AccountGround = Awaited<ReturnType<typeof openAccountGround>>;

export const BOND = 'SU29013RMFS8';

export async function openAccountGround() {
  const bench = await openReconciliationBench();
  const { broker, control, db, sber } = bench;
  const context = (change: object = {}) =>
    ({ db, broker, by: 'test', ...change }) as unknown as CommandContext;

  async function run(command: string, args: object = {}, change: object = {}) {
    const outcome = await carryOut({ command: commandByName(command), args }, context(change));
    if (outcome.kind !== 'result') throw new Error(outcome.kind);
    return outcome;
  }
  const found = async (ticker: string): Promise<Instrument> => {
    const instrument = await broker.instruments.byTicker(ticker);
    if (!instrument) throw new Error(`${ticker} is not listed`);
    return instrument;
  };
  const futures = (await broker.instruments.ofAsset(sber.positionUid)).filter(
    ({ future }) => future && !future.perpetual && future.expiresAt.getTime() > Date.now() + 20 * 86_400_000,
  );
  const [future] = futures;
  if (!future) throw new Error('there is no future on SBER');

  return {
    ...bench,
    ...{ context, run, found, future },
    /** What a command says as an answer, and the same as records of its file. */
    async both<Answer>(command: string, args: object = {}) {
      const { result, file } = await run(command, { ...args, csv: true });
      return { answer: result as Answer, records: recordsOf(file?.text ?? ''), file };
    },
    exchangeAccount: async () => (await control.account({})) as ExchangeAccount,
    /** The book of one, and a trade at the bid, so that this is the last price. */
    async market(ticker: string, bid: string, ask: string) {
      await control.book(ticker, { bids: [[bid, 10_000]], asks: [[ask, 10_000]] });
      await control.trade(ticker, { side: 'sell', lots: 1, price: bid });
    },
  };
}

export const money = (value: Decimal.Value): string => new Decimal(value).toFixed(2);
