/** What a step of a traded future is worth is read while somebody works in it, once for all of them. */
import { expect, test } from '@jest/globals';
import type { Broker } from '../../broker/broker.js';
import { NotServedError } from '../../broker/errors.js';
import { tellStepValue, type StepValues as Values } from '../../broker/instrument-conversions.js';
import { Decimal } from '../../domain/decimal.js';
import { watchStepValues } from '../../execution/step-values.js';
import { eventually } from '../support/eventually.js';
import { future, share } from '../support/instruments.js';

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function brokerTelling(stepValues: Values, value: () => string) {
  const reads: string[] = [];
  const futuresMargin = async (uid: string) => {
    reads.push(uid);
    tellStepValue(stepValues, uid, new Decimal(value()));
    return { toBuy: undefined, toSell: undefined };
  };
  return { broker: { instruments: { futuresMargin } } as unknown as Broker, reads };
}

test('it is read at once and again, watchers hear of a change, and the last one to go ends it', async () => {
  const values: Values = new Map();
  const oil = future({ step: '0.01', stepValue: '7.64', stepValues: values });
  let value = '7.64';
  const { broker, reads } = brokerTelling(values, () => value);
  const steps = watchStepValues({ broker, logger }, { everyMs: 20 });
  const heard = { one: 0, other: 0 };
  const ends = [
    steps.watch(oil, () => {
      heard.one += 1;
    }),
    steps.watch(oil, () => {
      heard.other += 1;
    }),
  ];
  // The second watcher asked for no reading of its own.
  expect(reads).toHaveLength(1);
  await eventually(() => reads.length >= 3, { what: 'further readings', everyMs: 5 });
  expect(heard).toEqual({ one: 0, other: 0 });
  value = '7.66';
  await eventually(() => heard.one === 1 && heard.other === 1, { what: 'the change', everyMs: 5 });
  expect(oil.priceStep.toFixed()).toBe('7.66');

  ends[0]?.();
  value = '7.7';
  await eventually(() => heard.other === 2, { what: 'the next change', everyMs: 5 });
  expect(heard.one).toBe(1);
  ends[1]?.();
  // Whoever comes next begins anew: nothing was left running.
  const before = reads.length;
  steps.watch(oil, () => undefined)();
  expect(reads).toHaveLength(before + 1);
});

test('what is no future is never asked about, and figures that are not served disturb nobody', async () => {
  let asked = 0;
  const futuresMargin = async (): Promise<never> => {
    asked += 1;
    throw new NotServedError({ method: 'GetFuturesMargin' });
  };
  const broker = { instruments: { futuresMargin } } as unknown as Broker;
  const steps = watchStepValues({ broker, logger }, { everyMs: 10 });
  steps.watch(share(), () => undefined)();
  expect(asked).toBe(0);
  let heard = 0;
  const end = steps.watch(future(), () => {
    heard += 1;
  });
  await eventually(() => asked >= 2, { what: 'another try', everyMs: 5 });
  end();
  expect(heard).toBe(0);
});
