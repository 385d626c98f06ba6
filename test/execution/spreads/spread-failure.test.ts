/** What cannot go on ends when the far order is gone and the hedge is in place: the legs first, then the words. */
import { expect, test } from '@jest/globals';
import { asked, cancelRefused, cancelSent } from '../../../domain/leg.js';
import { createSpreadSteps, type SpreadStepsOptions } from '../../../execution/spread-steps.js';
import { looked, type Scene, viewOf, working } from '../../domain/spread/scene.js';

const order = { lots: 5, price: 30_260 };
const cancelled = cancelSent(working(order), 9_000);
/** The market is closed for cancels too. */
const stuck = asked(cancelRefused(cancelled), 9_000);
const closed: Scene['far'] = { leg: stuck, market: { tradable: false } };

/** What the far loop does when the task cannot go on for this reason. */
const stepOf = (
  scene: Scene,
  { code, of = 'far', owes = false }: { code: string; of?: string; owes?: boolean },
) => {
  const error = { code, data: {} };
  const desk = (leg: string) => ({
    failure: () => (leg === of ? error : undefined),
    refusal: () => undefined,
    notTakenFor: () => undefined,
    blockedUntilMs: () => 0,
  });
  const view = looked(viewOf({ ...scene, wish: { mode: 'stop' } }));
  const steps = createSpreadSteps({
    far: desk('far'),
    near: desk('near'),
    look: () => view,
    telling: { look: () => undefined, owes: () => owes },
    failure: () => error,
    untilMs: () => Number.POSITIVE_INFINITY,
    givingUpSinceMs: () => undefined,
    isFarBusy: () => false,
    isCompared: () => true,
    wakeNear: () => undefined,
    settle: (reason: string) => ({ kind: 'end', end: async () => void reason }),
    handOver: () => undefined,
  } as unknown as SpreadStepsOptions);
  return steps.far().kind;
};

test.each<[string, Scene['far']]>([
  ['works', { leg: working(order) }],
  ['is being withdrawn', { leg: cancelled }],
  ['cannot be withdrawn, because its market is closed for cancels too', closed],
])('nothing is settled while a far order %s', (_, far) => {
  for (const failed of [
    { code: 'order-rejected' },
    { code: 'broker-refused' },
    { code: 'answer-mismatch', of: 'near' },
  ])
    expect(stepOf({ far }, failed)).not.toBe('end');
});

test('but for a foreign answer, of which nothing more can be known once its cancel was sent', () => {
  const foreign = { code: 'answer-mismatch' };
  expect(stepOf({ far: { leg: working(order) } }, foreign)).toBe('cancel');
  expect(stepOf({ far: { leg: cancelled } }, foreign)).toBe('end');
  expect(stepOf({ far: { leg: cancelled } }, { ...foreign, owes: true })).not.toBe('end');
});

test('without a far order it ends when nothing is owed', () => {
  expect(stepOf({}, { code: 'order-rejected' })).toBe('end');
});
