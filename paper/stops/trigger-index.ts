import { Followers } from './followers.js';
import { OrderedList } from './ordered-list.js';
import type { PaperStop } from './stop.js';
import { isMet, type Towards, towardsOf } from './triggers.js';

const towards = ({ placed }: PaperStop): Towards => towardsOf(placed.stopType, placed.direction);

/** The nearest stop price first, then the one that came first. */
const lists = (): Record<Towards, OrderedList<PaperStop>> => ({
  rise: new OrderedList((a, b) => a.stopTicks - b.stopTicks || a.number - b.number),
  fall: new OrderedList((a, b) => b.stopTicks - a.stopTicks || a.number - b.number),
});

/** The active stops of one instrument by the price that meets them; what a price does not meet is not looked at. */
export class TriggerIndex {
  readonly #waiting = lists();
  /** Trailing stops that no price has activated yet: they do not trigger, they begin to follow. */
  readonly #dormant = lists();
  readonly #following = { buy: new Followers('buy'), sell: new Followers('sell') };

  get size(): number {
    const parts = [this.#waiting, this.#dormant, this.#following].flatMap((each) => Object.values(each));
    return parts.reduce((sum, { size }) => sum + size, 0);
  }

  add(stop: PaperStop): void {
    if (stop.extremum !== undefined) this.#following[stop.placed.direction].add(stop);
    else (stop.trailing ? this.#dormant : this.#waiting)[towards(stop)].add(stop);
  }

  remove(stop: PaperStop): void {
    if (stop.extremum !== undefined) this.#following[stop.placed.direction].remove(stop);
    else (stop.trailing ? this.#dormant : this.#waiting)[towards(stop)].remove(stop);
  }

  /** Whether the price activates a trailing stop or moves the extremum of one. */
  wouldFollow(lastTicks: number): boolean {
    const { buy, sell } = this.#following;
    return (
      this.#activated(lastTicks) !== undefined || buy.wouldFollow(lastTicks) || sell.wouldFollow(lastTicks)
    );
  }

  /** Trailing stops see a price: those it activates begin with it, for those that follow it may be a new extremum. */
  follow(lastTicks: number): void {
    for (let stop = this.#activated(lastTicks); stop; stop = this.#activated(lastTicks)) {
      this.remove(stop);
      stop.extremum = lastTicks;
      this.add(stop);
    }
    for (const followers of Object.values(this.#following)) followers.follow(lastTicks);
  }

  /** The stop that this price triggers, of several the one whose price is met first. */
  met(lastTicks: number): PaperStop | undefined {
    const { buy, sell } = this.#following;
    return reached(this.#waiting, lastTicks) ?? sell.turned(lastTicks) ?? buy.turned(lastTicks);
  }

  #activated(lastTicks: number): PaperStop | undefined {
    return reached(this.#dormant, lastTicks);
  }
}

function reached({ rise, fall }: ReturnType<typeof lists>, lastTicks: number): PaperStop | undefined {
  return [rise.first, fall.first].find((stop) => stop && isMet(towards(stop), stop.stopTicks, lastTicks));
}
