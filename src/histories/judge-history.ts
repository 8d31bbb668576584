import type { Consistency, History, Judgement, Level } from "../checks/history.js";
import type { Explanation } from "../checks/linearizability/explanation.js";
import type { Linearizability } from "../checks/linearizability.js";
import type { TransactionalConsistency } from "../checks/transactions/consistency.js";
import { describeMistake, Refusal } from "../kernel/refusal.js";

/** What one check says of a history. */
export interface Finding {
  readonly name: string;
  readonly judgement: Judgement;
  /** How far an order comes, where the check can tell. */
  readonly explanation: Explanation | null;
  /** What is violated and what may hold of all models for transactions, from strongest to weakest. */
  readonly lattice: readonly Level[];
}

/** A history from a file, and what became of it. */
export interface CheckedHistory {
  readonly file: string;
  readonly format: string;
  /** How the format is understood where that is not plain. */
  readonly note: string | null;
  readonly model: string;
  readonly counts: HistoryCounts;
  readonly verdict: Judgement["verdict"];
  readonly findings: readonly Finding[];
}

export interface HistoryCounts {
  readonly operations: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  readonly processes: number;
}

/** An explanation is for people: a search that is longer than this is not done a second time. */
const mostExplained = 2_000_000;

/** What each of the checks says. A history in which nothing was answered is not valid for that. */
export function judgeAll(history: History, checks: readonly Consistency[], maxSteps: number): readonly Finding[] {
  const isEmpty = history.every(({ outcome }) => outcome !== "ok");
  return checks.map((check) => {
    const found = judge(check, history, maxSteps);
    const isVacuous = isEmpty && found.verdict === "valid";
    const judgement: Judgement = isVacuous
      ? { verdict: "unknown", steps: found.steps, reason: "no operation was answered: nothing was tested" }
      : found;
    const explains = judgement.verdict === "invalid" && "explain" in check;
    const most = Math.min(maxSteps, mostExplained);
    return {
      name: check.name,
      judgement,
      lattice: "latticeOf" in check && !isVacuous ? (check as TransactionalConsistency).latticeOf(found) : [],
      explanation: explains ? (check as Linearizability).explain(history, most) : null,
    };
  });
}

/** A check that cannot make sense of a history, or breaks down over it, has not found it valid. */
function judge(check: Consistency, history: History, maxSteps: number): Judgement {
  try {
    return check.judge(history, maxSteps);
  } catch (error) {
    const reason = error instanceof Refusal ? describeMistake(error.mistakes[0]) : `the check threw ${String(error)}`;
    return { verdict: "unknown", steps: 0, reason };
  }
}

const badness = { valid: 0, unknown: 1, invalid: 2 } as const;

/** The worst of some verdicts: invalid, then unknown, then valid. */
export function worst(verdicts: readonly Judgement["verdict"][]): Judgement["verdict"] {
  return verdicts.reduce((one, other) => (badness[other] > badness[one] ? other : one), "valid");
}

export function count(history: History): HistoryCounts {
  const counts = { ok: 0, failed: 0, unknown: 0 };
  for (const { outcome } of history) counts[outcome] += 1;
  return { operations: history.length, ...counts, processes: new Set(history.map(({ process }) => process)).size };
}
