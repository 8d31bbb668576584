import type { Operation } from "../history.js";
import { CoverTree } from "./cover-tree.js";
import { emptyTooSoon, type Lifetime, lifetimesOf } from "./lifetimes.js";
import { MaxTree } from "./max-tree.js";
import type { Contradiction, Monitor, Ruling } from "./monitor.js";

/** An item whose push completes (at the latest, when its pop does) before its pop is invoked is certainly there between. */
interface Item {
  readonly lifetime: Lifetime;
  readonly pushInvoked: number;
  readonly pushCompleted: number;
  readonly popInvoked: number;
  readonly popCompleted: number;
  /** A place that no other item has, in the time in which it is there, or may have been for a moment. */
  readonly place: number;
}

/** Places that nothing can happen at any more count as covered. */
const closed = 2 ** 30;

/**
 * Stacks. Two things are always possible where any order is (compare Lee & Mathur 2024): at an instant at which no item
 * is certainly there, the stack may be empty, so that what comes before can be told from what comes after; and an item
 * that can be pushed before all others and popped after them may be at the bottom, so that it can be left out. Where
 * there is no such instant and no such item, there is no order.
 */
export const stackMonitor: Monitor = {
  method: "bottom items of items pushed once (after Lee & Mathur 2024)",
  rule(operations) {
    const found = lifetimesOf(operations, "push");
    if (found === null || "why" in found) return found;
    return emptyTooSoon(found) ?? new Rest(found.lifetimes).rule();
  },
};

/** The items that have not been left out yet. Times are numbered from 0; place i is the time from event i to the next. */
class Rest {
  private readonly events: number;
  private readonly items: (Item | undefined)[] = [];
  private readonly cover: CoverTree;
  private readonly firstCompletion: MaxTree;
  private readonly lastInvocation: MaxTree;
  /** Items that were not found to be among the first yet, by push; and items that were, by pop. */
  private readonly later: MaxTree;
  private readonly first: MaxTree;
  /** Items that may have been there for a moment only. */
  private readonly brief: MaxTree;

  constructor(lifetimes: readonly Lifetime[]) {
    const numbered = itemsOf(lifetimes);
    this.events = 4 * lifetimes.length + 2;
    this.cover = new CoverTree(this.events);
    this.firstCompletion = new MaxTree(this.events);
    this.lastInvocation = new MaxTree(this.events);
    this.later = new MaxTree(this.events);
    this.first = new MaxTree(this.events);
    this.brief = new MaxTree(this.events);
    for (const item of numbered) {
      this.items[item.place] = item;
      this.firstCompletion.set(item.place, -item.pushCompleted);
      this.lastInvocation.set(item.place, item.popInvoked);
      this.later.set(item.place, -item.pushInvoked);
      if (item.popInvoked < item.pushCompleted) this.brief.set(item.place, item.pushCompleted);
      else this.cover.add(item.pushCompleted, item.popInvoked - 1, 1);
    }
  }

  rule(): Ruling {
    const spans: [low: number, high: number][] = [[0, this.events - 1]];
    for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
      const [low, high] = span;
      const bare = this.cover.firstBare(low, high);
      if (bare !== -1) {
        this.empty(low, bare);
        if (low < bare) spans.push([low, bare - 1]);
        if (bare < high) spans.push([bare + 1, high]);
      } else if (this.firstCompletion.max(low, high) > Number.NEGATIVE_INFINITY) {
        const bottom = this.bottom(low, high);
        if (bottom === null) return this.contradiction(low, high);
        this.leaveOut(bottom);
        spans.push(span);
      }
    }
    return "valid";
  }

  /** Lets the stack be empty at a place: items that may have come and gone at that instant do so. */
  private empty(low: number, place: number): void {
    while (this.brief.max(low, place) > place) this.leaveOut(this.items[this.brief.placeOfMax(low, place)]!);
    this.cover.add(place, place, closed);
  }

  private bottom(low: number, high: number): Item | null {
    const completion = -this.firstCompletion.max(low, high);
    while (-this.later.max(low, high) < completion) {
      const place = this.later.placeOfMax(low, high);
      this.later.clear(place);
      this.first.set(place, this.items[place]!.popCompleted);
    }
    const last = this.first.max(low, high);
    return last > this.lastInvocation.max(low, high) ? this.items[this.first.placeOfMax(low, high)]! : null;
  }

  private leaveOut({ place, pushCompleted, popInvoked }: Item): void {
    for (const tree of [this.firstCompletion, this.lastInvocation, this.later, this.first, this.brief])
      tree.clear(place);
    if (pushCompleted < popInvoked) this.cover.add(pushCompleted, popInvoked - 1, -1);
  }

  private contradiction(low: number, high: number): Contradiction {
    const { firstCompletion, lastInvocation, first } = this;
    const places = [firstCompletion.placeOfMax(low, high), lastInvocation.placeOfMax(low, high)];
    if (first.max(low, high) > Number.NEGATIVE_INFINITY) places.push(first.placeOfMax(low, high));
    const involved = [...new Set(places)].flatMap((place) => {
      const { put, take } = this.items[place]!.lifetime;
      return take === null ? [put] : [put, take];
    });
    return { why: "the stack was never empty meanwhile, and no item can be at its bottom", operations: involved };
  }
}

/** Items with times numbered from 0; what was never popped is popped after all, in any order. */
function itemsOf(lifetimes: readonly Lifetime[]): readonly Item[] {
  const times = Float64Array.from(
    lifetimes.flatMap(({ put, take }) => [...ends(put), ...(take === null ? [] : ends(take))]),
  )
    .filter((time) => time < Number.POSITIVE_INFINITY)
    .sort();
  const number = new Map<number, number>();
  for (const [at, time] of times.entries()) number.set(time, at);
  const end = times.length;
  return lifetimes.map((lifetime) => {
    const pushInvoked = number.get(lifetime.put.invokedAt)!;
    const popCompleted = number.get(lifetime.takeCompleted) ?? end + 1;
    const pushCompleted = Math.min(number.get(lifetime.put.completedAt) ?? end, popCompleted);
    const popInvoked = Math.max(number.get(lifetime.takeInvoked) ?? end, pushInvoked);
    return {
      lifetime,
      pushInvoked,
      pushCompleted,
      popInvoked,
      popCompleted,
      place: Math.min(pushCompleted, popInvoked),
    };
  });
}

function ends({ invokedAt, completedAt }: Operation): number[] {
  return [invokedAt, completedAt];
}
