import fc from 'fast-check';
import type { PostFate } from '../model-exchange.js';

/** What becomes of a post; with its limit used up it never gets to the exchange. */
export type Fate = PostFate | 'limit-used-up';
/** What becomes of a step that is not a post: it is done, done without a known answer, or lost on its way. */
export type Luck = 'done' | 'answer-lost' | 'lost';
/** Which of two deciders. */
export type Who = 'Ann' | 'Bob';

/** One thing that happens; a story is a list of them, and shrinks to the shortest that breaks a promise. */
export type Happening =
  | { what: 'step'; who: Who; fate: Fate; luck: Luck }
  | { what: 'hear'; who: Who; nth: number; again: boolean }
  | { what: 'crash' | 'take over' | 'notice a lost claim' | 'freeze' | 'go on' | 'see'; who: Who }
  | { what: 'fill'; lots: number }
  | { what: 'price'; ticks: number }
  | { what: 'status'; tradable: boolean }
  | { what: 'arrive'; nth: number }
  | { what: 'hide' | 'appear' | 'pause' | 'run' | 'claim runs out' | 'halt' | 'unhalt' }
  | { what: 'later'; ms: number }
  | { what: 'target'; by: number }
  | { what: 'limit'; ticks: number | null };

const who = fc.constantFrom<Who>('Ann', 'Ann', 'Bob');
const fate = fc.constantFrom<Fate>(
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
export const one = <What extends string>(...whats: What[]) => fc.constantFrom(...whats);
export const of = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  of(20, fc.record({ what: one('step'), who, fate, luck })),
  of(5, fc.record({ what: one('hear'), who, nth: fc.nat(3), again: fc.boolean() })),
  of(3, fc.record({ what: one('see'), who })),
  of(
    4,
    fc.record({
      what: one('crash', 'take over', 'take over', 'notice a lost claim', 'freeze', 'go on'),
      who,
    }),
  ),
  of(4, fc.record({ what: one('fill'), lots: fc.integer({ min: 1, max: 4 }) })),
  of(3, fc.record({ what: one('price'), ticks: fc.integer({ min: -8, max: 8 }) })),
  of(1, fc.record({ what: one('status'), tradable: fc.boolean() })),
  of(3, fc.record({ what: one('arrive'), nth: fc.nat(2) })),
  of(
    3,
    fc.record({
      what: one('hide', 'appear', 'pause', 'run', 'run', 'claim runs out', 'halt', 'unhalt', 'unhalt'),
    }),
  ),
  of(3, fc.record({ what: one('later'), ms: fc.integer({ min: 1, max: 6_000 }) })),
  of(1, fc.record({ what: one('later'), ms: fc.integer({ min: 6_000, max: 60_000 }) })),
  of(2, fc.record({ what: one('target'), by: fc.integer({ min: -6, max: 5 }) })),
  of(1, fc.record({ what: one('limit'), ticks: fc.option(fc.integer({ min: -8, max: 8 }), { freq: 3 }) })),
);

/** Mostly of orders that nobody finds for a while, and that are refused when they are sent again. */
export const appearing: fc.Arbitrary<Happening> = fc.oneof(
  of(
    10,
    fc.record({ what: one('step'), who: one('Ann'), fate: one('answer-lost', 'refused'), luck: one('done') }),
  ),
  of(1, fc.record({ what: one('hide', 'hide', 'hide', 'appear', 'pause', 'run') })),
  of(1, fc.record({ what: one('see'), who: one('Ann') })),
  of(1, fc.record({ what: one('fill'), lots: fc.integer({ min: 1, max: 4 }) })),
  of(3, fc.record({ what: one('later'), ms: fc.integer({ min: 1_000, max: 60_000 }) })),
);

export const signed = (by: number): string => (by < 0 ? `down by ${-by}` : `up by ${by}`);

/** A happening as one line. */
export function inWords(happens: Happening): string {
  switch (happens.what) {
    case 'step':
      return `${happens.who} takes a step (a post is ${happens.fate}, anything else ${happens.luck})`;
    case 'hear':
      return `${happens.who} hears stream message ${happens.nth}${happens.again ? ', which will come again' : ''}`;
    case 'see':
      return `${happens.who} sees the market and the wish as they are`;
    case 'crash':
      return `${happens.who} crashes`;
    case 'take over':
      return `${happens.who} takes over`;
    case 'notice a lost claim':
      return `${happens.who} notices whether the claim is lost`;
    case 'freeze':
      return `${happens.who} freezes`;
    case 'go on':
      return `${happens.who} goes on`;
    case 'fill':
      return `others trade ${happens.lots} lots with us`;
    case 'price':
      return `the price goes ${signed(happens.ticks)} ticks`;
    case 'status':
      return happens.tradable ? 'the market opens' : 'the market closes';
    case 'arrive':
      return `late request ${happens.nth} arrives`;
    case 'hide':
      return 'orders are found by no call';
    case 'appear':
      return 'orders are found again';
    case 'pause':
      return 'a person pauses the task';
    case 'run':
      return 'a person lets it run';
    case 'claim runs out':
      return 'the claim runs out';
    case 'halt':
      return 'a person halts everything';
    case 'unhalt':
      return 'a person lifts the halt';
    case 'later':
      return `${happens.ms} ms pass`;
    case 'target':
      return `a person changes the target, ${signed(happens.by)} lots`;
    case 'limit':
      return happens.ticks === null
        ? 'a person removes the limit price'
        : `a person changes the limit price, ${signed(happens.ticks)} ticks`;
  }
}

/** Lists of things that happen, told as numbered lines when one of them breaks a promise. */
export const told = <T>(list: fc.Arbitrary<T[]>, words: (happens: T) => string): fc.Arbitrary<readonly T[]> =>
  list.map((happenings) =>
    Object.assign(happenings, {
      [fc.toStringMethod]: () =>
        happenings.map((each, i) => `\n  ${String(i + 1).padStart(2)}. ${words(each)}`).join(''),
    }),
  );
