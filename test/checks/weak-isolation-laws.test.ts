import fc from "fast-check";
import { expect, test } from "vitest";
import type { Consistency } from "../../src/checks/history.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "../../src/checks/weak-isolation.js";
import { type Access, anyPlan, historyOfPlan, type Plan, permutations } from "./session-histories.js";

/** A transaction as its definition needs it: by whom, and which of its accesses others can cause or see. */
interface Transaction {
  readonly process: number;
  readonly reads: readonly Access[];
  readonly writes: ReadonlyMap<string, number>;
}

/** The transactions of a plan, first that of the initial state; null if some read is impossible by itself. */
function transactionsOf(plan: Plan): readonly Transaction[] | null {
  const lists = plan.flatMap((transactions, process) => transactions.map((accesses) => ({ process, accesses })));
  const last = new Set(lists.flatMap(({ accesses }) => [...writesOf(accesses).values()]));
  const transactions: Transaction[] = [
    {
      process: -1,
      reads: [],
      writes: new Map([
        ["x", 0],
        ["y", 0],
      ]),
    },
  ];
  for (const { process, accesses } of lists) {
    const own = new Map<string, number>();
    const reads: Access[] = [];
    for (const access of accesses) {
      const [kind, key, value] = access;
      if (kind === "w") own.set(key, value);
      else if (own.has(key) && own.get(key) !== value) return null;
      else if (!own.has(key)) {
        const isOwn = accesses.some(([one, , number]) => one === "w" && number === value);
        if (isOwn || (value !== 0 && !last.has(value))) return null;
        reads.push(access);
      }
    }
    transactions.push({ process, reads, writes: own });
  }
  return transactions;
}

const writesOf = (accesses: readonly Access[]) =>
  new Map(accesses.filter(([kind]) => kind === "w").map(([, key, value]) => [key, value]));

/** Sessions and reads, with all that follows from them: `before[a][b]`. */
function relations(transactions: readonly Transaction[]) {
  const all = [...transactions.keys()];
  const so = all.map((a) =>
    all.map((b) => a < b && (a === 0 || transactions[a]!.process === transactions[b]!.process)),
  );
  const writerOf = (key: string, value: number) =>
    all.find((t) => transactions[t]!.writes.get(key) === value) as number;
  const wr = all.map((a) =>
    all.map((b) => transactions[b]!.reads.some(([, key, value]) => writerOf(key, value) === a)),
  );
  const hb = all.map((a) => all.map((b) => so[a]![b]! || wr[a]![b]!));
  for (const k of all) for (const a of all) for (const b of all) hb[a]![b] ||= hb[a]![k]! && hb[k]![b]!;
  return { all, so, wr, hb, writerOf };
}

type Level = "read committed" | "read atomic" | "causal";

/** The axioms of Biswas & Enea, tried on every order of commits. */
function hasCommitOrder(transactions: readonly Transaction[], level: Level): boolean {
  const { all, so, wr, hb, writerOf } = relations(transactions);
  const isVisible = (t2: number, t3: number, read: Access): boolean => {
    const { reads } = transactions[t3]!;
    if (level === "causal") return hb[t2]![t3]!;
    if (level === "read atomic") return so[t2]![t3]! || wr[t2]![t3]!;
    return reads.slice(0, reads.indexOf(read)).some(([, key, value]) => writerOf(key, value) === t2);
  };
  const forced = all.flatMap((t3) =>
    transactions[t3]!.reads.flatMap((read) => {
      const t1 = writerOf(read[1], read[2]);
      return all
        .filter((t2) => t2 !== t1 && transactions[t2]!.writes.has(read[1]) && isVisible(t2, t3, read))
        .map((t2) => [t2, t1] as const);
    }),
  );
  for (const order of permutations(all.slice(1))) {
    const place = new Map([0, ...order].map((t, at) => [t, at]));
    const isBefore = (a: number, b: number) => place.get(a)! < place.get(b)!;
    const keepsRelations = all.every((a) => all.every((b) => !hb[a]![b]! || isBefore(a, b)));
    if (keepsRelations && forced.every(([a, b]) => isBefore(a, b))) return true;
  }
  return false;
}

/** For every transaction, some order of what happened before it explains what it read. */
function isCausal(transactions: readonly Transaction[]): boolean {
  const { all, hb, writerOf } = relations(transactions);
  if (all.some((t) => hb[t]![t]!)) return false;
  return all.every((reader) => {
    const past = all.filter((t) => hb[t]![reader]!);
    for (const order of permutations(past)) {
      const inOrder = past.every((a) => past.every((b) => !hb[a]![b]! || order.indexOf(a) < order.indexOf(b)));
      const explains = transactions[reader]!.reads.every(
        ([, key, value]) => order.findLast((t) => transactions[t]!.writes.has(key)) === writerOf(key, value),
      );
      if (inOrder && explains) return true;
    }
    return false;
  });
}

const levels: readonly [Consistency, (transactions: readonly Transaction[]) => boolean][] = [
  [readCommitted(), (transactions) => hasCommitOrder(transactions, "read committed")],
  [readAtomic(), (transactions) => hasCommitOrder(transactions, "read atomic")],
  [causal(), isCausal],
  [causallyConvergent(), (transactions) => hasCommitOrder(transactions, "causal")],
];

test.each(levels.map(([check, holds]) => [check.name, check, holds] as const))(
  "%s is what all commit orders together say",
  (_, check, holds) => {
    const found = { valid: 0, invalid: 0 };
    const single = anyPlan({ processes: 3, transactions: 6, accesses: 1 });
    const plural = anyPlan({ processes: 3, transactions: 5, accesses: 4 });
    fc.assert(
      fc.property(fc.oneof(single, plural), fc.boolean(), (plan, asSingle) => {
        const { verdict } = check.judge(historyOfPlan(plan, asSingle), 1e6);
        const transactions = transactionsOf(plan);
        expect(verdict).toBe(transactions !== null && holds(transactions) ? "valid" : "invalid");
        found[verdict as keyof typeof found] += transactions === null ? 0 : 1;
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(Math.min(found.valid, found.invalid)).toBeGreaterThan(100);
  },
);
