/** Which order the broker is asked for the price of: its answer stands for all shares, or futures. */
import { expect, test } from '@jest/globals';
import type { Broker } from '../../broker/index.js';
import { createScanCommissions } from '../../broker/scan-commissions.js';
import { Decimal } from '../../domain/decimal.js';
import { scanMarket, scanShare } from '../domain/scan/scan-ground.js';

test('one that can be ordered is asked about, though a dearer one cannot', async () => {
  const asked: string[] = [];
  const cost = async ({ instrument }: { instrument: { ticker: string } }) => {
    asked.push(instrument.ticker);
    return { commissionRate: new Decimal('0.0003') };
  };
  const [cheap, dear, closed] = [
    scanShare({ ticker: 'SBER' }),
    scanShare({ ticker: 'LKOH' }),
    scanShare({ ticker: 'PLZL', apiTradable: false }),
  ];
  const { quotes } = scanMarket([
    [cheap, { last: '300' }],
    [dear, { last: '7000' }],
    [closed, { last: '20000' }],
  ]);
  const commissions = createScanCommissions({ cost } as unknown as Broker['orders']);
  const { share } = await commissions([closed, cheap, dear], quotes);
  expect({ asked, share: share.toFixed() }).toEqual({ asked: ['LKOH'], share: '0.0003' });
});
