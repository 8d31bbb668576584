import type { History, Operation } from "../../../src/checks/history.js";
import type { Datatype, Transaction } from "../../../src/checks/transactions/ledger.js";
import type { Random } from "../../../src/kernel/random.js";
import { type Draft, historyOf } from "./draft.js";

/** Tries all orders of all answered transactions, with any of those of unknown outcome among them. */
export function hasOrder(history: History, datatype: Datatype, realTime: boolean): boolean {
  const candidates = history.filter(({ outcome }) => outcome !== "failed");
  const search = (left: readonly Operation[], state: ReadonlyMap<unknown, readonly unknown[]>): boolean => {
    if (left.every(({ outcome }) => outcome === "unknown")) return true;
    return left.some((operation) => {
      if (realTime && left.some(({ completedAt }) => completedAt < operation.invokedAt)) return false;
      const next = play(operation, state, datatype);
      return (
        next !== null &&
        search(
          left.filter((other) => other !== operation),
          next,
        )
      );
    });
  };
  return search(candidates, new Map());
}

function play(
  { outcome, request, result }: Operation,
  state: ReadonlyMap<unknown, readonly unknown[]>,
  datatype: Datatype,
) {
  const next = new Map(state);
  for (const [name, key, argument] of (outcome === "ok" ? result : request) as Transaction) {
    const now = next.get(key) ?? [];
    if (name !== "r") next.set(key, datatype === "list" ? [...now, argument] : [argument]);
    else if (outcome === "ok") {
      const seen = datatype === "list" ? (argument as readonly unknown[]) : argument === null ? [] : [argument];
      if (seen.length !== now.length || seen.some((element, at) => element !== now[at])) return null;
    }
  }
  return next;
}

/**
 * A few transactions with answers of chance, though not of bare chance: there is an order of all writes to each key, and
 * most reads see what some part of it led to.
 */
export function tinyHistory(datatype: Datatype, random: Random, seesAll: boolean): History {
  const keys = ["x", "y"].slice(0, random.int(1, 2));
  const count = random.int(2, seesAll ? 4 : 5);
  const plans = Array.from({ length: count }, () =>
    Array.from({ length: random.int(1, 3) }, () => ({ reads: random.chance(0.5), key: random.pick(keys) })),
  );
  let written = 0;
  const values = plans.map((plan) => plan.map(({ reads }) => (reads ? 0 : ++written)));
  const orderOf = (key: string) =>
    random.chance(0.5)
      ? plans.flatMap((plan, t) =>
          plan.flatMap((step, at) => (step.key === key && !step.reads ? [values[t]![at]!] : [])),
        )
      : random.shuffle(
          plans.flatMap((plan, t) =>
            plan.flatMap((step, at) => (step.key === key && !step.reads ? [values[t]![at]!] : [])),
          ),
        );
  const orders = new Map(keys.map((key) => [key, orderOf(key)]));
  const seen = (key: string, length: number) => {
    const prefix = orders.get(key)!.slice(0, length);
    return datatype === "list" ? prefix : (prefix.at(-1) ?? null);
  };
  const drafts = plans.map((plan, t): Draft => {
    const start = random.int(0, 6);
    const outcome = seesAll || random.chance(0.8) ? "ok" : random.pick(["unknown", "failed"] as const);
    const steps = plan.map(({ reads, key }, at) => {
      if (!reads) return [datatype === "list" ? "append" : "w", key, values[t]![at]!] as const;
      return ["r", key, seen(key, random.int(0, orders.get(key)!.length))] as const;
    });
    return { steps, start, end: start + random.int(0, 4), outcome };
  });
  const reader: Draft = { steps: keys.map((key) => ["r", key, seen(key, 9)]), start: 11, end: 12 };
  return historyOf(seesAll ? [...drafts, reader] : drafts);
}
