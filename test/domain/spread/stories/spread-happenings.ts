import fc from 'fast-check';
import type { HedgeChoice, SpreadOptions } from '../../../../domain/spread/terms.js';
import { type Fate, type Luck, of, one, signed, type Who } from '../../stories/happenings.js';
import type { ModelOwn, Shape } from './model-market.js';
import type { LegName } from './spread-world.js';

/** One thing that happens to a spread; a story is a list of them, and shrinks to the shortest that breaks a promise. */
export type SpreadHappening =
  | { what: 'step'; who: Who; leg: LegName; fate: Fate; luck: Luck }
  | { what: 'work'; who: Who; leg: LegName; steps: number; sees: boolean }
  | { what: 'hear'; who: Who; leg: LegName; nth: number; again: boolean }
  | { what: 'write'; who: Who; count: number }
  | { what: 'crash' | 'take over' | 'notice a lost claim' | 'freeze' | 'go on' | 'see'; who: Who }
  | { what: 'fill'; lots: number }
  | { what: 'price'; leg: LegName; ticks: number }
  | { what: 'shape'; leg: LegName; shape: Shape }
  | { what: 'status'; leg: LegName; tradable: boolean }
  | { what: 'hours'; farMayRest: boolean }
  | { what: 'arrive'; leg: LegName; nth: number }
  | { what: 'hide' | 'appear'; leg: LegName }
  | { what: 'pause' | 'run' | 'claim runs out' | 'halt' | 'unhalt' }
  | { what: 'later'; ms: number }
  | { what: 'target'; by: number }
  | { what: 'wanted'; by: number }
  | { what: 'options'; options: Partial<SpreadOptions> }
  | { what: 'own order'; placedBy: ModelOwn['placedBy']; behind: number; lots: number }
  | { what: 'own order ends'; nth: number }
  | { what: 'answer'; choice: HedgeChoice };

const who = fc.constantFrom<Who>('Ann', 'Ann', 'Bob');
const leg = fc.constantFrom<LegName>('far', 'near');
const fate = fc.constantFrom<Fate>(
  'answered',
  'answered',
  'answered',
  'answer-lost',
  'late',
  'never-arrives',
  'duplicate-answer',
  'refused',
  'limit-used-up',
);
const luck = fc.constantFrom<Luck>('done', 'done', 'done', 'answer-lost', 'lost');
const shape = fc.constantFrom<Shape>('deep', 'thin', 'thin', 'steep', 'steep', 'empty');
const options = fc.oneof(
  fc.record({ displayQuantity: fc.constantFrom(null, 1, 3) }),
  fc.record({ maxUnhedged: fc.constantFrom(null, 1, 2) }),
  fc.record({ now: fc.boolean() }),
  fc.record({ payUpTicks: fc.constantFrom(0, 0, 2) }),
);

/** Weighted so that most stories get as far as hedges: what holds a spread back is lifted more often than it comes. */
export const spreadHappening: fc.Arbitrary<SpreadHappening> = fc.oneof(
  of(
    20,
    fc.record({ what: one('work'), who, leg, steps: fc.integer({ min: 1, max: 6 }), sees: fc.boolean() }),
  ),
  of(14, fc.record({ what: one('step'), who, leg, fate, luck })),
  of(5, fc.record({ what: one('hear'), who, leg, nth: fc.nat(3), again: fc.boolean() })),
  of(2, fc.record({ what: one('see'), who })),
  of(2, fc.record({ what: one('write'), who, count: fc.integer({ min: 1, max: 9 }) })),
  of(
    3,
    fc.record({
      what: one('crash', 'take over', 'take over', 'notice a lost claim', 'freeze', 'go on', 'go on'),
      who,
    }),
  ),
  of(9, fc.record({ what: one('fill'), lots: fc.integer({ min: 1, max: 4 }) })),
  of(3, fc.record({ what: one('price'), leg, ticks: fc.integer({ min: -8, max: 8 }) })),
  of(2, fc.record({ what: one('shape'), leg, shape })),
  of(1, fc.record({ what: one('status'), leg, tradable: fc.constantFrom(true, true, true, false) })),
  of(1, fc.record({ what: one('hours'), farMayRest: fc.constantFrom(true, true, false) })),
  of(2, fc.record({ what: one('arrive'), leg, nth: fc.nat(2) })),
  of(1, fc.record({ what: one('hide', 'appear', 'appear'), leg })),
  of(
    1,
    fc.record({
      what: one('pause', 'run', 'run', 'run', 'claim runs out', 'halt', 'unhalt', 'unhalt', 'unhalt'),
    }),
  ),
  of(3, fc.record({ what: one('later'), ms: fc.integer({ min: 1, max: 6_000 }) })),
  of(1, fc.record({ what: one('later'), ms: fc.integer({ min: 6_000, max: 60_000 }) })),
  of(1, fc.record({ what: one('target'), by: fc.integer({ min: -6, max: 5 }) })),
  of(1, fc.record({ what: one('wanted'), by: fc.integer({ min: -8, max: 8 }) })),
  of(1, fc.record({ what: one('options'), options })),
  of(
    2,
    fc.record({
      what: one('own order'),
      placedBy: one('task', 'task', 'elsewhere'),
      behind: fc.integer({ min: 0, max: 6 }),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  of(1, fc.record({ what: one('own order ends'), nth: fc.nat(2) })),
  of(2, fc.record({ what: one('answer'), choice: one('keep-trying', 'any-price', 'any-price', 'leave') })),
);

/** A happening as one line. */
export function inWords(happens: SpreadHappening): string {
  switch (happens.what) {
    case 'step':
      return `${happens.who} takes a step with the ${happens.leg} leg (a post is ${happens.fate}, anything else ${happens.luck})`;
    case 'work':
      return `${happens.who} does ${happens.steps} steps of the ${happens.leg} leg without trouble${happens.sees ? ', seeing how things are' : ''}`;
    case 'hear':
      return `${happens.who} hears message ${happens.nth} of the ${happens.leg} leg${happens.again ? ', which will come again' : ''}`;
    case 'write':
      return `${happens.count} entries about hedges get into ${happens.who}'s log`;
    case 'fill':
      return `others trade ${happens.lots} far lots with us`;
    case 'price':
      return `the ${happens.leg} price goes ${signed(happens.ticks)} ticks`;
    case 'shape':
      return `the ${happens.leg} book is ${happens.shape}`;
    case 'status':
      return `the ${happens.leg} market ${happens.tradable ? 'opens' : 'closes'}`;
    case 'hours':
      return happens.farMayRest ? 'a far order may rest' : 'a close is near';
    case 'arrive':
      return `late request ${happens.nth} of the ${happens.leg} leg arrives`;
    case 'hide':
      return `${happens.leg} orders are found by no call`;
    case 'appear':
      return `${happens.leg} orders are found again`;
    case 'later':
      return `${happens.ms} ms pass`;
    case 'target':
      return `a person changes the target, ${signed(happens.by)} lots`;
    case 'wanted':
      return `a person changes the wanted price, ${signed(happens.by)}`;
    case 'options':
      return `a person changes options: ${JSON.stringify(happens.options)}`;
    case 'own order':
      return `${happens.placedBy === 'task' ? 'another task' : 'a person'} places ${happens.lots} near lots ${happens.behind} ticks behind the best price that a hedge trades at`;
    case 'own order ends':
      return `own order ${happens.nth} in the near market ends`;
    case 'answer':
      return `a person answers about the hedge: ${happens.choice}`;
    default:
      return 'who' in happens ? `${happens.who}: ${happens.what}` : `all: ${happens.what}`;
  }
}
