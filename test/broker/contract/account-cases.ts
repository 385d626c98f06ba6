/** What the broker reckons of the account, in roubles whatever the exchange quotes in. */
import { expect } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { Cases } from './every-method.js';
import { bought, fixed, MONEY } from './scene.js';

export const accountCases = {
  async 'account.portfolio'(scene) {
    const { broker, instrument, quoted } = scene;
    expect((await broker.account.portfolio()).positions).toEqual([]);
    await bought(scene);
    const { worth, positions } = await broker.account.portfolio();
    const [position] = positions;
    expect(positions).toHaveLength(1);
    expect(position).toMatchObject({
      instrumentUid: instrument.uid,
      kind: quoted.kind,
      currency: 'RUB',
      isoCurrency: undefined,
    });
    const amount = 3 * quoted.lot;
    expect(fixed(position?.amount)).toBe(String(amount));
    // Worked out by hand, to the kopeck: the average is rounded to what the contract can carry.
    expect(position?.averagePrice?.mul(amount).toFixed(2)).toBe(new Decimal(quoted.value).toFixed(2));
    expect(fixed(position?.lastPrice)).toBe(quoted.asks[1][1]);
    const interest = instrument.bond?.accruedInterest;
    expect(fixed(position?.accruedInterest)).toBe(fixed(interest));
    const gain = new Decimal(quoted.asks[1][1]).mul(amount).sub(quoted.value);
    expect(position?.variationMargin?.toFixed(2)).toBe(
      quoted.kind === 'future' ? gain.toFixed(2) : undefined,
    );
    // Commission is gone, and what was gained between the two prices is there.
    expect(worth?.toFixed(2)).toBe(new Decimal(MONEY).sub(quoted.commission).add(gain).toFixed(2));
  },

  async 'account.guarantee'(scene) {
    const { broker, instrument, quoted } = scene;
    expect(fixed(await broker.account.guarantee())).toBe('0');
    await bought(scene);
    const locked =
      quoted.kind === 'future'
        ? (await broker.instruments.futuresMargin(instrument.uid)).toBuy?.mul(3 * quoted.lot)
        : new Decimal(0);
    expect(fixed(await broker.account.guarantee())).toBe(fixed(locked));
  },
} satisfies Cases;
