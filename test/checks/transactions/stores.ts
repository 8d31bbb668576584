import type { History, Operation } from "../../../src/checks/history.js";
import type { Datatype, MicroOperation } from "../../../src/checks/transactions/ledger.js";
import type { Random } from "../../../src/kernel/random.js";

/** What a store promises, from strongest to weakest. */
export type Isolation = "strict" | "serializable" | "snapshot" | "read committed" | "read uncommitted";

type State = ReadonlyMap<string, readonly number[]>;

interface Running {
  readonly process: number;
  readonly invokedAt: number;
  readonly steps: readonly (readonly ["r" | "write", string, number])[];
  readonly done: MicroOperation[];
  readonly own: Map<string, number[]>;
  snapshot: State;
}

export interface Usage {
  readonly isolation: Isolation;
  readonly datatype: Datatype;
  readonly transactions: number;
  readonly processes?: number;
  readonly keys?: number;
  /** The share of transactions whose client never hears of them again; some of these take effect. */
  readonly unknown?: number;
  /** The share of transactions that fail for no reason. */
  readonly failed?: number;
}

/**
 * A store that really has an isolation level, used by clients whose transactions overlap: one step of one of them happens
 * at a time. Whoever writes a key holds it to the end, and who finds it held fails, but where versions are kept.
 */
export function execute(usage: Usage, random: Random): History {
  const { isolation, datatype, transactions, processes = 4, keys = 4, unknown = 0, failed = 0 } = usage;
  const states: State[] = [new Map()];
  const latest = () => states[states.length - 1] as State;
  const holders = new Map<string, Running>();
  const dirty = new Map<string, number[]>();
  const running: Running[] = [];
  const free = Array.from({ length: processes }, (_, process) => process);
  const operations: Operation[] = [];
  let index = 0;
  let written = 0;
  let begun = 0;
  const inPlace = isolation === "read uncommitted";
  const locks = inPlace || isolation === "read committed";
  const atOnce = isolation === "strict" || isolation === "serializable";

  const write = (state: readonly number[], own: readonly number[]) =>
    datatype === "list" ? [...state, ...own] : own.slice(-1).length > 0 ? own.slice(-1) : state;
  const committed = (key: string, state: State) => state.get(key) ?? [];
  const visible = (one: Running, key: string): readonly number[] => {
    if (inPlace) return dirty.get(key) ?? [];
    const state = isolation === "read committed" || atOnce ? latest() : one.snapshot;
    const seen = isolation === "serializable" ? one.snapshot : state;
    return write(committed(key, seen), one.own.get(key) ?? []);
  };
  const finish = (one: Running, effect: boolean, outcome: Operation["outcome"]) => {
    running.splice(running.indexOf(one), 1);
    if (effect) {
      const next = new Map(latest());
      for (const [key, own] of one.own) next.set(key, write(committed(key, next), own));
      if (one.own.size > 0) states.push(next);
    } else if (inPlace) for (const key of one.own.keys()) dirty.set(key, [...committed(key, latest())]);
    for (const [key, holder] of [...holders]) if (holder === one) holders.delete(key);
    const completedAt = outcome === "unknown" ? Number.POSITIVE_INFINITY : index++;
    free.push(outcome === "unknown" ? one.process + processes : one.process);
    operations.push({
      process: one.process,
      request: one.steps.map(([kind, key, value]) => [kind === "r" ? "r" : writes, key, kind === "r" ? null : value]),
      result: outcome === "ok" ? one.done : undefined,
      invokedAt: one.invokedAt,
      invokedUs: one.invokedAt,
      completedAt,
      completedUs: completedAt,
      outcome,
      node: "ann",
    });
  };
  const writes = datatype === "list" ? "append" : "w";
  /** The next step of a transaction; false if it has to fail. */
  const step = (one: Running): boolean => {
    const [kind, key, value] = one.steps[one.done.length] as Running["steps"][number];
    if (kind === "r") {
      const seen = visible(one, key);
      one.done.push(["r", key, datatype === "list" ? [...seen] : (seen.at(-1) ?? null)]);
      return true;
    }
    if (locks) {
      if ((holders.get(key) ?? one) !== one) return false;
      holders.set(key, one);
    }
    if (inPlace) dirty.set(key, [...write(dirty.get(key) ?? [], [value])]);
    one.own.set(key, [...(one.own.get(key) ?? []), value]);
    one.done.push([writes, key, value]);
    return true;
  };
  const conflicts = (one: Running) =>
    isolation === "snapshot" &&
    [...one.own.keys()].some((key) => committed(key, one.snapshot).at(-1) !== committed(key, latest()).at(-1));
  const isReadOnly = (one: Running) => one.steps.every(([kind]) => kind === "r");
  const advance = (one: Running) => {
    if (atOnce) {
      // Whoever only reads may read what was true at any time, and is still serializable.
      const stale =
        isolation === "serializable" && isReadOnly(one) ? random.int(0, states.length - 1) : states.length - 1;
      one.snapshot = states[stale] as State;
      while (one.done.length < one.steps.length) step(one);
    } else if (one.done.length < one.steps.length) {
      if (!step(one)) finish(one, false, "failed");
      return;
    }
    const chance = random.fraction();
    if (conflicts(one) || chance < failed) finish(one, false, "failed");
    else if (chance < failed + unknown) finish(one, random.chance(0.5), "unknown");
    else finish(one, true, "ok");
  };
  while (begun < transactions || running.length > 0) {
    const mayBegin = begun < transactions && free.length > 0;
    if (mayBegin && (running.length === 0 || random.chance(0.3))) {
      begun += 1;
      const steps = Array.from({ length: random.int(1, 4) }, (): Running["steps"][number] =>
        random.chance(0.5) ? ["r", `k${random.int(1, keys)}`, 0] : ["write", `k${random.int(1, keys)}`, ++written],
      );
      const process = free.shift() as number;
      running.push({ process, invokedAt: index++, steps, done: [], own: new Map(), snapshot: latest() });
    } else advance(random.pick(running));
  }
  return operations.sort((a, b) => a.invokedAt - b.invokedAt);
}
