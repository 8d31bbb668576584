import type { History, Operation } from "../../../src/checks/history.js";
import type { MicroOperation } from "../../../src/checks/transactions/ledger.js";

/** A transaction from `start` to `end`, instants of a scale of its own; what it read stands in its steps. */
export interface Draft {
  readonly steps: readonly MicroOperation[];
  readonly start: number;
  readonly end: number;
  readonly outcome?: Operation["outcome"];
  /** By default a process that does nothing else. */
  readonly process?: number;
}

/** A history of drafts. At one and the same instant, everything is invoked before anything completes. */
export function historyOf(drafts: readonly Draft[]): History {
  const events = drafts
    .flatMap((draft) => [
      { draft, at: draft.start, order: 0 },
      { draft, at: draft.end, order: 1 },
    ])
    .sort((a, b) => a.at - b.at || a.order - b.order);
  const indexes = new Map(drafts.map((draft) => [draft, [0, 0]]));
  for (const [index, { draft, order }] of events.entries()) (indexes.get(draft) as number[])[order] = index;
  return drafts
    .map((draft, place): Operation => {
      const { steps, start, end, outcome = "ok", process = 1_000 + place } = draft;
      const [invokedAt, completedAt] = indexes.get(draft) as [number, number];
      const isKnown = outcome !== "unknown";
      return {
        process,
        request: steps.map(([name, key, argument]) => [name, key, name === "r" ? null : argument]),
        result: outcome === "ok" ? steps : undefined,
        invokedAt,
        invokedUs: 1_000 * start,
        completedAt: isKnown ? completedAt : Number.POSITIVE_INFINITY,
        completedUs: isKnown ? 1_000 * end : Number.POSITIVE_INFINITY,
        outcome,
        node: "ann",
      };
    })
    .sort((a, b) => a.invokedAt - b.invokedAt);
}

/** Steps on lists: `a x 1` appends, `r x 1 2` reads a list, `r x` an empty one. */
export function list(...steps: readonly string[]): readonly MicroOperation[] {
  return steps.map((step) => {
    const [name, key, ...rest] = step.split(" ") as [string, string, ...string[]];
    return name === "r" ? ["r", key, rest.map(Number)] : ["append", key, Number(rest[0])];
  });
}

/** Steps on registers: `w x 1`, `r x 1`, or `r x` for nothing. */
export function register(...steps: readonly string[]): readonly MicroOperation[] {
  return steps.map((step) => {
    const [name, key, value] = step.split(" ") as [string, string, string | undefined];
    return name === "r" ? ["r", key, value === undefined ? null : Number(value)] : ["w", key, Number(value)];
  });
}

/** Transactions that all overlap one another. */
export function together(...transactions: readonly (readonly MicroOperation[])[]): readonly Draft[] {
  return transactions.map((steps) => ({ steps, start: 0, end: 1 }));
}
