import type { History, Operation } from "../../src/checks/history.js";
import type { Random } from "../../src/kernel/random.js";
import { Replica, type SequentialObject } from "../../src/objects/sequential-object.js";

/** How clients use an object that really is linearizable. Times are in microseconds. */
export interface Usage<Request> {
  readonly clients: number;
  readonly operations: number;
  readonly request: (random: Random) => Request;
  /** The share of operations whose outcome stays unknown; half of them take effect nevertheless, some of them late. */
  readonly unknown?: number;
  /** The share of operations that fail, without effect. */
  readonly failed?: number;
  readonly pauseUs?: number;
  readonly latencyUs?: number;
  readonly timeoutUs?: number;
  readonly lateUs?: number;
}

/** The history of an object that takes each operation at one instant while it is open, or later if it is unknown. */
export function simulate<State, Request, Result>(
  object: SequentialObject<State, Request, Result>,
  usage: Usage<Request>,
  random: Random,
): History<Request, Result> {
  const { clients, operations, unknown = 0, failed = 0 } = usage;
  const { pauseUs = 20_000, latencyUs = 10_000, timeoutUs = 500_000, lateUs = 3_000_000 } = usage;
  const process = Array.from({ length: clients }, (_, client) => client);
  const freeUs = process.map(() => random.int(0, pauseUs));
  const drafts = Array.from({ length: operations }, () => {
    const client = freeUs.indexOf(Math.min(...freeUs));
    const invokedUs = freeUs[client]!;
    const chance = random.fraction();
    const outcome: Operation["outcome"] = chance < unknown ? "unknown" : chance < unknown + failed ? "failed" : "ok";
    const lengthUs = outcome === "unknown" ? timeoutUs : random.int(1, 2 * latencyUs);
    freeUs[client] = invokedUs + lengthUs + random.int(0, 2 * pauseUs);
    const draft = {
      process: process[client]!,
      request: usage.request(random),
      invokedUs,
      completedUs: outcome === "unknown" ? Number.POSITIVE_INFINITY : invokedUs + lengthUs,
      outcome,
      effectUs:
        outcome === "ok"
          ? invokedUs + random.fraction() * lengthUs
          : outcome === "unknown" && random.chance(0.5)
            ? invokedUs + random.fraction() * lateUs
            : Number.POSITIVE_INFINITY,
      node: random.pick(["ann", "bob", "cat"]),
    };
    if (outcome === "unknown") process[client]! += clients;
    return draft;
  });

  const replica = new Replica(object);
  const results = new Map<object, Result>();
  for (const draft of drafts.filter(({ effectUs }) => effectUs < Number.POSITIVE_INFINITY).sort(byNumber("effectUs"))) {
    results.set(draft, replica.execute(draft.request));
  }
  const events = drafts
    .flatMap((draft) => [
      { timeUs: draft.invokedUs, draft, invocation: true },
      { timeUs: draft.completedUs, draft, invocation: false },
    ])
    .filter(({ timeUs }) => timeUs < Number.POSITIVE_INFINITY)
    .sort(byNumber("timeUs"));
  const invokedAt = new Map<object, number>();
  const completedAt = new Map<object, number>();
  for (const [index, { draft, invocation }] of events.entries()) {
    (invocation ? invokedAt : completedAt).set(draft, index);
  }
  return drafts
    .map((draft) => {
      const { effectUs: _, ...rest } = draft;
      return {
        ...rest,
        invokedAt: invokedAt.get(draft)!,
        completedAt: completedAt.get(draft) ?? Number.POSITIVE_INFINITY,
        result: draft.outcome === "ok" ? results.get(draft) : undefined,
      };
    })
    .sort(byNumber("invokedAt"));
}

function byNumber<Name extends string>(name: Name) {
  return (a: Record<Name, number>, b: Record<Name, number>) => a[name] - b[name];
}
