import { exp, ln } from "../kernel/numerics.js";
import type { Random } from "../kernel/random.js";
import { isIdle, type MakeRequest, type Turn } from "./work.js";

/** What one client asks for, request by request. */
export type Ask = MakeRequest<unknown>;

/** What a client of this number asks for; what it remembers on the way is its own. */
export type AskOf = (client: number) => Ask;

/** One phase of several, from the end of the one before it to its own, which is infinite for the last. */
export interface Phase<T> {
  readonly endUs: number;
  readonly value: T;
}

export function always(request: unknown): AskOf {
  return () => () => request;
}

export function byWeight(weights: readonly number[], parts: readonly AskOf[]): AskOf {
  const choose = chooser(weights);
  return (client) => {
    const asks = parts.map((part) => part(client));
    return (random, turn) => asks[choose(random)](random, turn);
  };
}

export function roundRobin(parts: readonly AskOf[]): AskOf {
  return (client) => {
    const asks = parts.map((part) => part(client));
    let next = 0;
    return (random, turn) => {
      const ask = asks[next];
      next = (next + 1) % asks.length;
      return ask(random, turn);
    };
  };
}

/** The part of a client. The last of the counts may be infinite; if it is not, the counts begin again. */
export function byRole<T>(counts: readonly number[], parts: readonly T[]): (client: number) => T {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return (client) => {
    let place = all === Number.POSITIVE_INFINITY ? client : client % all;
    const row = counts.findIndex((count) => {
      place -= count;
      return place < 0;
    });
    return parts[row];
  };
}

export function byPhase(phases: readonly Phase<AskOf>[]): AskOf {
  return (client) => {
    const own = phases.map(({ endUs, value }) => ({ endUs, value: value(client) }));
    return (random, turn) => phaseAt(own, turn.atUs).value(random, turn);
  };
}

export function phaseAt<T>(phases: readonly Phase<T>[], atUs: number): Phase<T> {
  let at = 0;
  while (phases[at].endUs <= atUs) at++;
  return phases[at];
}

/** So many requests, or so long from the first one on; what is not limited is infinite. */
export function limited(count: number, lengthUs: number, work: AskOf, thereafter: AskOf): AskOf {
  return (client) => {
    const [before, after] = [work(client), thereafter(client)];
    let left = count;
    let endUs: number | null = null;
    return (random, turn) => {
      endUs ??= turn.atUs + lengthUs;
      if (left === 0 || turn.atUs >= endUs) return after(random, turn);
      const request = before(random, turn);
      if (!isIdle(request)) left -= 1;
      return request;
    };
  };
}

export function aboutKeys(
  keys: readonly string[],
  skew: number,
  request: (key: string, random: Random, turn: Turn) => unknown,
): AskOf {
  const choose = chooser(keys.map((_, place) => (skew === 0 ? 1 : exp(-skew * ln(place + 1)))));
  return () => (random, turn) => request(keys[choose(random)], random, turn);
}

/** Draws places in proportion to their weights; draws nothing where one place only has any. */
function chooser(weights: readonly number[]): (random: Random) => number {
  const sums: number[] = [];
  let all = 0;
  for (const weight of weights) {
    all += weight;
    sums.push(all);
  }
  const last = weights.findLastIndex((weight) => weight > 0);
  if (weights.findIndex((weight) => weight > 0) === last) return () => last;
  return (random) => {
    const drawn = random.fraction() * all;
    let low = 0;
    // The product may be rounded up to the sum itself, which is the end of the last place.
    for (let high = last; low < high; ) {
      const middle = (low + high) >> 1;
      if (drawn < sums[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
