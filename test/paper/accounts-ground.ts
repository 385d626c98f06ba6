import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { PaperExchange } from '../../paper/index.js';
import { NANO } from '../../paper/money.js';
import { connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';

interface Ground {
  client: PaperClient;
  sber: string;
  /** Traded, with accrued interest. Sums in nano roubles. */
  bond: { uid: string; ticker: string; aci: bigint; nominal: bigint };
  /** On an index, in points; `point` is what one of them is worth. */
  future: { uid: string; ticker: string; buyMargin: bigint; point: bigint };
  /** Streams that end with the test. */
  readonly open: { end(): void }[];
  readonly order: (
    uid: string,
    lots: number,
    price: string,
    sell?: boolean,
  ) => ReturnType<PaperClient['orders']['postOrder']>;
}

/** An exchange for the tests of one file: a share, a bond and a future with calm books, and ten million roubles before each. */
export function accountsGround(): Ground {
  const { dataDir, remove } = newDataDir();
  let exchange: PaperExchange;
  const order: Ground['order'] = (uid, lots, price, sell = false) =>
    ground.client.orders.postOrder(limitOrder(uid, { lots, price, sell }));
  // The rest is there from the first test on.
  const ground = { open: [], order } as unknown as Ground;
  beforeAll(async () => {
    exchange = await start(dataDir, { rateWindowMs: 50 });
    ground.client = connect(exchange);
    ground.sber = await ground.client.uid('SBER');
    const { instruments: bonds } = await ground.client.instruments.bonds({ instrumentStatus: 1 });
    const paying = bonds.find(({ liquidityFlag, aciValue }) => liquidityFlag && nano(aciValue) > 0n);
    if (!paying) throw new Error('no bond with accrued interest is traded');
    ground.bond = {
      uid: paying.uid,
      ticker: paying.ticker,
      aci: nano(paying.aciValue),
      nominal: nano(paying.nominal),
    };
    const { instruments: futures } = await ground.client.instruments.futures({ instrumentStatus: 1 });
    const index = futures.find(({ ticker }) => ticker.startsWith('RI'));
    if (!index) throw new Error('no index future is traded');
    ground.future = {
      uid: index.uid,
      ticker: index.ticker,
      buyMargin: nano(index.initialMarginOnBuy),
      point: (nano(index.minPriceIncrementAmount) * NANO) / nano(index.minPriceIncrement),
    };
  });
  afterAll(async () => {
    ground.client.close();
    await exchange.close();
    remove();
  });
  beforeEach(async () => {
    await ground.client.control('PUT', '/account', { money: '10000000', positions: [] });
    await ground.client.control('PUT', '/book/SBER', { bids: [['300', 900]], asks: [['300.5', 900]] });
    await ground.client.control('PUT', `/book/${ground.bond.ticker}`, {
      bids: [['95', 900]],
      asks: [['96', 900]],
    });
    await ground.client.control('PUT', `/book/${ground.future.ticker}`, {
      bids: [['112000', 900]],
      asks: [['112100', 900]],
    });
  });
  afterEach(() => {
    for (const stream of ground.open.splice(0)) stream.end();
  });
  return ground;
}
