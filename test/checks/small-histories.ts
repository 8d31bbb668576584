import fc from "fast-check";
import type { History, Operation } from "../../src/checks/history.js";
import { canonical } from "../../src/kernel/plain.js";
import { Replica, type SequentialObject } from "../../src/objects/sequential-object.js";

/** An operation from `start` to `start + length`; those that share an instant overlap. */
export interface Draft {
  readonly request: unknown;
  readonly result: unknown;
  readonly outcome: Operation["outcome"];
  readonly start: number;
  readonly length: number;
}

/** A history of drafts, each by a process of its own; instants are milliseconds. */
export function historyOf(drafts: readonly Draft[]): History {
  const events = drafts
    .flatMap((draft) => [
      { draft, at: 2 * draft.start, end: false },
      { draft, at: 2 * (draft.start + draft.length) + 1, end: true },
    ])
    .sort((a, b) => a.at - b.at);
  const indexOf = (draft: Draft, end: boolean) =>
    events.findIndex((event) => event.draft === draft && event.end === end);
  return drafts
    .map((draft, process) => {
      const { request, result, outcome, start, length } = draft;
      const known = outcome !== "unknown";
      return {
        process,
        request,
        invokedAt: indexOf(draft, false),
        invokedUs: start * 1_000,
        completedAt: known ? indexOf(draft, true) : Number.POSITIVE_INFINITY,
        completedUs: known ? (start + length) * 1_000 : Number.POSITIVE_INFINITY,
        outcome,
        result: outcome === "ok" ? result : undefined,
        node: "ann",
      };
    })
    .sort((a, b) => a.invokedAt - b.invokedAt);
}

/** A history from rows of request, result, start and end; a row without an end is of unknown outcome. */
export function rows(...list: readonly (readonly [request: unknown, result: unknown, start: number, end?: number])[]) {
  return historyOf(
    list.map(([request, result, start, end = start], place) => {
      const outcome = list[place]?.[3] === undefined ? "unknown" : "ok";
      return { request, result, outcome, start, length: end - start };
    }),
  );
}

const outcomes = (unknown: number) =>
  fc.oneof(
    { weight: 10, arbitrary: fc.constant("ok" as const) },
    { weight: unknown, arbitrary: fc.constant("unknown" as const) },
    { weight: 1, arbitrary: fc.constant("failed" as const) },
  );

/** What is made of the request at a place of a history. */
type Rewrite = (request: unknown, place: number) => unknown;

/** Any requests with any results at any times. */
export function anyHistory(
  request: fc.Arbitrary<unknown>,
  result: fc.Arbitrary<unknown>,
  size: number,
  rewrite: Rewrite = (as) => as,
) {
  return fc
    .array(fc.record({ request, result, outcome: outcomes(4), start: fc.nat(12), length: fc.nat(8) }), {
      maxLength: size,
      size: "max",
    })
    .map((drafts) => historyOf(drafts.map((draft, at) => ({ ...draft, request: rewrite(draft.request, at) }))));
}

/** What an object answers that takes each operation at one instant; then perhaps one of its answers is changed. */
export function executedHistory(
  object: SequentialObject,
  request: fc.Arbitrary<unknown>,
  result: fc.Arbitrary<unknown>,
  size: { readonly minLength: number; readonly maxLength: number; readonly unknown: number; readonly span: number },
  rewrite: Rewrite = (as) => as,
) {
  const plan = fc.record({
    request,
    outcome: outcomes(size.unknown),
    start: fc.nat(size.span),
    length: fc.nat(8),
    /** Where in its length an answered operation takes effect, and how late one of unknown outcome does. */
    instant: fc.double({ min: 0, max: 1, noNaN: true }),
    late: fc.option(fc.nat(size.span)),
  });
  const change = fc.option(fc.record({ place: fc.nat(), result }));
  return fc.tuple(fc.array(plan, { ...size, size: "max" }), change).map(([drafts, changed]) => {
    const plans = drafts.map((draft, at) => ({ ...draft, request: rewrite(draft.request, at) }));
    const effects = plans
      .map(({ outcome, start, length, instant, late }, place) => ({
        place,
        at: outcome === "ok" ? start + instant * length : start + (late ?? Number.POSITIVE_INFINITY),
      }))
      .filter(({ place, at }) => at < Number.POSITIVE_INFINITY && plans[place]?.outcome !== "failed")
      .sort((a, b) => a.at - b.at);
    const replica = new Replica(object);
    const results = new Map(effects.map(({ place }) => [place, replica.execute(plans[place]?.request)]));
    if (changed !== null) results.set(changed.place % Math.max(plans.length, 1), changed.result);
    const history = historyOf(plans.map((plan, place) => ({ ...plan, result: results.get(place) })));
    return { history, changed: changed !== null };
  });
}

/** All that an object may do: what it does, if it has no choice. */
export type Steps = (state: unknown, request: unknown) => readonly ReturnType<SequentialObject["apply"]>[];

/** Tries all orders of all operations that may be in one; with a memory, no situation twice. Nothing is clever here. */
export function hasOrder(
  history: History,
  object: SequentialObject,
  memory?: Set<string>,
  steps: Steps = (state, request) => [object.apply(state, request)],
): boolean {
  const extend = (rest: History, states: ReadonlyMap<string, unknown>): boolean => {
    if (rest.every(({ outcome }) => outcome === "unknown")) return true;
    const situation = memory && `${rest.map(({ invokedAt }) => invokedAt)} ${canonical(states)}`;
    if (situation !== undefined && memory?.has(situation)) return false;
    if (situation !== undefined) memory?.add(situation);
    return rest.some((next) => {
      if (rest.some((other) => other.completedAt < next.invokedAt)) return false;
      const key = object.key?.(next.request) ?? "";
      const others = rest.filter((other) => other !== next);
      return steps(states.has(key) ? states.get(key) : object.initial, next.request).some(
        ({ state, result }) =>
          (next.outcome !== "ok" || canonical(result) === canonical(next.result)) &&
          extend(others, new Map(states).set(key, state)),
      );
    });
  };
  const possible = history.filter(({ outcome }) => outcome !== "failed");
  return extend(possible, new Map());
}
