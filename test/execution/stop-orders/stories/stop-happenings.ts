import fc from 'fast-check';
import { of, one } from '../../../domain/stories/happenings.js';
import type { Who } from '../../stories/happenings.js';
import type { Traffic } from '../../stories/story-process.js';
import type { StopFate } from './model-stop-exchange.js';

/** What a person asks, of the task or of all. */
export type Asked =
  | { what: 'pause' | 'run' | 'stop' | 'halt' | 'unhalt' }
  /** What waits for a person's word is told as it is. */
  | { what: 'settle' };

/** One thing that happens to processes, exchange or wish. */
export type StopHappening =
  | Asked
  | { what: 'steps'; who: Who; count: number; nth: number }
  | { what: 'start' | 'crash' | 'give up' | 'freeze' | 'go on' | 'lose' | 'let go'; who: Who }
  | { what: 'attach'; who: Who }
  | { what: 'hold'; who: Who; traffic: Traffic }
  | { what: 'statement fails'; who: Who; when: 'before' | 'after' }
  | { what: 'next post'; fate: StopFate }
  | { what: 'next read'; fate: 'lost' }
  | { what: 'arrive'; nth: number }
  | { what: 'stranger'; nth: number }
  | { what: 'later'; ms: number };

const who = fc.constantFrom<Who>('Ann', 'Bob');
const traffic = fc.constantFrom<Traffic>('statement', 'call', 'notice');
const fate = fc.constantFrom<StopFate>(
  'answer-lost',
  'answer-lost',
  'late',
  'late',
  'unseen',
  'unseen-duplicate',
  'never-arrives',
  'never-arrives',
  'refused',
  'closed',
  'limit-used-up',
);

export const stopHappening: fc.Arbitrary<StopHappening> = fc.oneof(
  of(14, fc.record({ what: one('steps'), who, count: fc.integer({ min: 1, max: 6 }), nth: fc.nat(3) })),
  of(10, fc.record({ what: one('later'), ms: fc.integer({ min: 1, max: 4_000 }) })),
  of(3, fc.record({ what: one('later'), ms: fc.integer({ min: 4_000, max: 60_000 }) })),
  of(2, fc.record({ what: one('later'), ms: fc.integer({ min: 150_000, max: 200_000 }) })),
  of(5, fc.record({ what: one('start', 'start', 'attach', 'attach', 'crash', 'crash', 'give up'), who })),
  of(4, fc.record({ what: one('freeze', 'go on', 'go on', 'let go', 'let go', 'lose'), who })),
  of(2, fc.record({ what: one('hold'), who, traffic })),
  of(2, fc.record({ what: one('statement fails'), who, when: one('before', 'after') })),
  of(10, fc.record({ what: one('next post'), fate })),
  of(2, fc.record({ what: one('next read'), fate: one('lost') })),
  of(5, fc.record({ what: one('arrive'), nth: fc.nat(2) })),
  of(2, fc.record({ what: one('stranger'), nth: fc.nat(4) })),
  of(4, fc.record({ what: one('pause', 'run', 'run', 'halt', 'unhalt', 'unhalt', 'settle') })),
  of(1, fc.record({ what: one('stop') })),
);

/** A happening as one line. */
export function inWords(happens: StopHappening): string {
  switch (happens.what) {
    case 'steps':
      return `${happens.who} takes ${happens.count} steps, number ${happens.nth} of what waits first`;
    case 'hold':
      return `${happens.who}'s ${happens.traffic} traffic is held up`;
    case 'statement fails':
      return `${happens.who}'s next statement fails ${happens.when} it is carried out`;
    case 'next post':
    case 'next read':
      return `the ${happens.what} will be ${happens.fate}`;
    case 'arrive':
      return `late request ${happens.nth} arrives`;
    case 'stranger':
      return `a stranger places the same as number ${happens.nth + 1}`;
    case 'later':
      return `${happens.ms} ms pass`;
    case 'pause':
    case 'run':
    case 'stop':
    case 'halt':
    case 'unhalt':
    case 'settle':
      return `a person says: ${happens.what}`;
    default:
      return `${happens.who}: ${happens.what}`;
  }
}
