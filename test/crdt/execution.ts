import fc from "fast-check";
import type { Dot, Mergeable } from "../../src/crdt/mergeable.js";

/** What somebody does: a replica serves a request, or is handed a state that some replica was once in. */
export type Step<Request> =
  | { readonly kind: "request"; readonly replica: number; readonly request: Request }
  | { readonly kind: "merge"; readonly replica: number; readonly state: number };

/** Three replicas that serve and merge as it comes: states arrive late, twice, out of order or not at all. */
export function steps<Request>(requests: fc.Arbitrary<Request>): fc.Arbitrary<readonly Step<Request>[]> {
  const replica = fc.integer({ min: 0, max: 2 });
  return fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("request" as const), replica, request: requests }),
      fc.record({ kind: fc.constant("merge" as const), replica, state: fc.nat({ max: 1_000 }) }),
    ),
    { maxLength: 30 },
  );
}

/** An update as it was made; `past` holds the updates that its maker had seen, by number. */
export interface Made<Request, Update> {
  readonly dot: Dot;
  readonly request: Request;
  readonly update: Update;
  readonly past: ReadonlySet<number>;
}

export interface Execution<State, Request, Update> {
  /** All states in order, with the updates that went into each; the first three are the replicas' initial ones. */
  readonly states: readonly { readonly state: State; readonly knows: ReadonlySet<number> }[];
  readonly updates: readonly Made<Request, Update>[];
}

const names = ["ann", "bob", "cat"];

export function execute<State, Request, Result, Update>(
  crdt: Mergeable<State, Request, Result, Update>,
  script: readonly Step<Request>[],
): Execution<State, Request, Update> {
  const states = names.map(() => ({ state: crdt.initial, knows: new Set<number>() as ReadonlySet<number> }));
  const current = [0, 1, 2];
  const counters = [0, 0, 0];
  const updates: Made<Request, Update>[] = [];
  for (const step of script) {
    const own = states[current[step.replica]];
    if (step.kind === "merge") {
      const other = states[step.state % states.length];
      states.push({
        state: crdt.merge(own.state, other.state),
        knows: new Set([...own.knows, ...other.knows]),
      });
    } else {
      const { request, replica } = step;
      const { update } = crdt.serve(own.state, request, names[replica]);
      if (update === null) continue;
      const dot = { by: names[replica], counter: ++counters[replica] };
      states.push({
        state: crdt.merge(own.state, crdt.delta(update, dot)),
        knows: new Set([...own.knows, updates.length]),
      });
      updates.push({ dot, request, update, past: own.knows });
    }
    current[step.replica] = states.length - 1;
  }
  return { states, updates };
}
