import { spreadOutcome } from '../../../../domain/spread/outcome.js';
import { SPREAD_DEFAULTS } from '../../../../domain/spread/terms.js';
import type { SpreadHands } from './spread-hands.js';
import type { SpreadStory } from './spread-story.js';

/** Nothing goes wrong any more: what was on its way has arrived, and somebody takes over for good. */
export function untilSettled(
  story: SpreadStory,
  mode: 'run' | 'stop',
  { halted = false } = {},
): { hands: SpreadHands | undefined; outcome: string | undefined } {
  calmDown(story);
  story.wish({ mode });
  story.halt(halted);
  for (const who of ['Ann', 'Bob'] as const) story.happen({ what: 'crash', who });
  story.happen({ what: 'take over', who: 'Bob' });
  const hands = story.hands.get('Bob');
  // A doubt that may not be settled by sending stays one: it is enough to have asked for long.
  const turns = halted ? 200 : 1_200;
  for (let turn = 0; turn < turns; turn += 1) {
    takeTurn(story);
    const outcome = hands && spreadOutcome(hands.view());
    if (outcome) return { hands, outcome };
    if (turn % 4 === 0 && mode === 'run') story.exchanges.far.fill(3);
    story.happen({ what: 'later', ms: 100 });
  }
  return { hands, outcome: undefined };
}

function calmDown(story: SpreadStory): void {
  for (const leg of ['far', 'near'] as const) {
    const usual = leg === 'far' ? 100 * story.ratio : 1_000;
    story.happen({ what: 'price', leg, ticks: usual - story.sight[leg].bid });
    story.happen({ what: 'shape', leg, shape: 'deep' });
    story.happen({ what: 'status', leg, tradable: true });
    story.happen({ what: 'appear', leg });
    story.exchanges[leg].arriveAll();
  }
  // A person takes away what is in the way; orders of other tasks stay, and come back.
  const isTheirs = () => story.sight.own.findIndex(({ placedBy }) => placedBy === 'elsewhere');
  for (let nth = isTheirs(); nth >= 0; nth = isTheirs()) story.happen({ what: 'own order ends', nth });
  // Who let a hedge be thinks better of it.
  story.happen({ what: 'answer', choice: 'keep-trying' });
  story.happen({ what: 'hours', farMayRest: true });
  story.happen({ what: 'options', options: SPREAD_DEFAULTS });
}

function takeTurn(story: SpreadStory): void {
  const who = 'Bob';
  story.happen({ what: 'see', who });
  for (const leg of ['far', 'near'] as const) {
    story.happen({ what: 'step', who, leg, fate: 'answered', luck: 'done' });
    story.happen({ what: 'hear', who, leg, nth: 0, again: false });
  }
  story.happen({ what: 'write', who, count: 1 });
}
