import fc from 'fast-check';
import type { PostFate as ExchangeFate } from '../../domain/model-exchange.js';
import { of, one, signed } from '../../domain/stories/happenings.js';
import type { Traffic } from './story-process.js';

export type PostFate = ExchangeFate | 'limit-used-up' | 'closed';
/** `loses`: a fill is first; `denied`: NOT_FOUND although it works. */
export type CancelFate = 'done' | 'answer-lost' | 'lost' | 'loses' | 'denied' | 'closed' | 'limit-used-up';
export type ReadFate = 'done' | 'lost';
/** Which of two processes. */
export type Who = 'Ann' | 'Bob';

/** What a person asks, of the task or of all; `again`: the answer is lost, so the activity is carried out once more. */
export type Asked =
  | { what: 'pause' | 'run' | 'stop' | 'halt' | 'unhalt' }
  | { what: 'target'; by: number; again: boolean }
  | { what: 'limit'; ticks: number | null; again: boolean };

/** One thing that happens to processes, exchange or wish. */
export type Happening =
  | Asked
  | { what: 'steps'; who: Who; count: number; nth: number }
  | { what: 'start' | 'crash' | 'give up' | 'freeze' | 'go on' | 'attach' | 'lose' | 'repeat'; who: Who }
  | { what: 'hold'; who: Who; traffic: Traffic }
  | { what: 'let go'; who: Who }
  | { what: 'statement fails'; who: Who; when: 'before' | 'after' }
  | { what: 'next post'; fate: PostFate }
  | { what: 'next cancel'; fate: CancelFate }
  | { what: 'next read'; fate: ReadFate }
  | { what: 'fill'; lots: number }
  | { what: 'price'; ticks: number }
  | { what: 'status'; tradable: boolean }
  | { what: 'arrive'; nth: number }
  | { what: 'hide' | 'appear' | 'sweep' }
  | { what: 'later'; ms: number };

const who = fc.constantFrom<Who>('Ann', 'Bob');
const postFate = fc.constantFrom<PostFate>(
  'answer-lost',
  'answer-lost',
  'late',
  'late',
  'never-arrives',
  'duplicate-answer',
  'refused',
  'closed',
  'limit-used-up',
);
const cancelFate = fc.constantFrom<CancelFate>(
  'answer-lost',
  'lost',
  'loses',
  'denied',
  'closed',
  'limit-used-up',
);
const traffic = fc.constantFrom<Traffic>('statement', 'call', 'stream', 'notice', 'market');
const ticks = fc.option(fc.integer({ min: -8, max: 8 }), { freq: 3 });

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  of(14, fc.record({ what: one('steps'), who, count: fc.integer({ min: 1, max: 6 }), nth: fc.nat(3) })),
  of(16, fc.record({ what: one('later'), ms: fc.integer({ min: 1, max: 4_000 }) })),
  of(1, fc.record({ what: one('later'), ms: fc.integer({ min: 4_000, max: 30_000 }) })),
  of(5, fc.record({ what: one('start', 'start', 'attach', 'attach', 'crash', 'crash', 'give up'), who })),
  of(4, fc.record({ what: one('freeze', 'go on', 'go on'), who })),
  of(3, fc.record({ what: one('lose', 'repeat'), who })),
  of(2, fc.record({ what: one('hold'), who, traffic })),
  of(3, fc.record({ what: one('let go'), who })),
  of(2, fc.record({ what: one('statement fails'), who, when: one('before', 'after') })),
  of(5, fc.record({ what: one('next post'), fate: postFate })),
  of(4, fc.record({ what: one('next cancel'), fate: cancelFate })),
  of(2, fc.record({ what: one('next read'), fate: one('lost') })),
  of(5, fc.record({ what: one('fill'), lots: fc.integer({ min: 1, max: 4 }) })),
  of(7, fc.record({ what: one('price'), ticks: fc.integer({ min: -8, max: 8 }) })),
  of(1, fc.record({ what: one('status'), tradable: fc.boolean() })),
  of(4, fc.record({ what: one('arrive'), nth: fc.nat(2) })),
  of(3, fc.record({ what: one('hide', 'appear', 'appear', 'pause', 'run', 'run') })),
  of(1, fc.record({ what: one('stop', 'sweep', 'sweep') })),
  of(3, fc.record({ what: one('halt', 'unhalt', 'unhalt') })),
  of(4, fc.record({ what: one('target'), by: fc.integer({ min: -6, max: 5 }), again: fc.boolean() })),
  of(2, fc.record({ what: one('limit'), ticks, again: fc.boolean() })),
);

/** A happening as one line. */
export function inWords(happens: Happening): string {
  switch (happens.what) {
    case 'steps':
      return `${happens.who} takes ${happens.count} steps, number ${happens.nth} of what waits first`;
    case 'hold':
      return `${happens.who}'s ${happens.traffic} traffic is held up`;
    case 'let go':
      return `${happens.who}'s traffic flows again`;
    case 'statement fails':
      return `${happens.who}'s next statement fails ${happens.when} it is carried out`;
    case 'next post':
    case 'next cancel':
    case 'next read':
      return `the ${happens.what} will be ${happens.fate}`;
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
    case 'run':
    case 'stop':
      return `a person says: ${happens.what}`;
    case 'halt':
      return 'a person halts everything';
    case 'unhalt':
      return 'a person lifts the halt';
    case 'sweep':
      return 'somebody sweeps';
    case 'later':
      return `${happens.ms} ms pass`;
    case 'target':
      return `a person changes the target, ${signed(happens.by)} lots${happens.again ? ', written twice' : ''}`;
    case 'limit':
      return `a person ${
        happens.ticks === null
          ? 'removes the limit price'
          : `changes the limit price, ${signed(happens.ticks)} ticks`
      }${happens.again ? ', written twice' : ''}`;
    case 'lose':
      return `a message to ${happens.who} is lost`;
    case 'repeat':
      return `${happens.who} is told of an older change again`;
    default:
      return `${happens.who}: ${happens.what}`;
  }
}
