import { type FullSetReport, fullSet, fullSetReport } from "../../checks/full-set.js";
import type { History } from "../../checks/history.js";
import { once } from "./once.js";
import type { WorkloadCheck } from "./workload.js";

const mostTold = 32;
const quantiles = [0, 0.5, 0.95, 0.99, 1];

/**
 * Nothing is lost of a set that grows. Elements that are there twice, or that nobody has added, are told with the
 * results, and are no violations.
 */
export function nothingLost(name: string): WorkloadCheck {
  const report = once((history) => fullSetReport(asSet(history)));
  return {
    name,
    judge(history, maxSteps) {
      const verdict = report(history)?.verdict;
      if (verdict === "valid") return { verdict, steps: history.length };
      const judgement = fullSet().judge(asSet(history), maxSteps);
      if (verdict === "invalid" || judgement.verdict === "unknown") return judgement;
      return { verdict: "unknown", steps: history.length, reason: "no element was read to the end" };
    },
    results: (history) => setResults(report(history)),
  };
}

/** However a message was added, it is an element. */
function asSet(history: History): History {
  return history.map((operation) => {
    const { kind, message } = operation.request as { readonly kind: string; readonly message?: unknown };
    return kind === "broadcast" ? { ...operation, request: { kind: "add", element: message } } : operation;
  });
}

/** What is told of a set that grows: what became of its elements. */
function setResults(report: FullSetReport | null): Readonly<Record<string, unknown>> {
  if (report === null) return {};
  const { attempted, stable, lost, stale, neverRead, duplicates, phantoms } = report;
  return {
    "attempt-count": attempted,
    "stable-count": stable.length,
    "lost-count": lost.length,
    lost: lost.slice(0, mostTold),
    "stale-count": stale.length,
    stale: stale.slice(0, mostTold),
    "never-read-count": neverRead.length,
    "never-read": neverRead.slice(0, mostTold),
    "duplicated-count": duplicates.length,
    duplicated: duplicates.slice(0, mostTold),
    "unexpected-count": phantoms.length,
    unexpected: phantoms.slice(0, mostTold),
    ...latencies("stable-latencies", report.stableLatenciesUs),
    ...latencies("lost-latencies", report.lostLatenciesUs),
  };
}

function latencies(name: string, sortedUs: readonly number[]): Readonly<Record<string, unknown>> {
  return sortedUs.length === 0 ? {} : { [name]: quantilesMs(sortedUs) };
}

/** Quantiles in whole milliseconds, of lengths in order of size. */
function quantilesMs(sortedUs: readonly number[]): Readonly<Record<string, number>> {
  const at = (quantile: number) => sortedUs[Math.min(sortedUs.length - 1, Math.floor(sortedUs.length * quantile))];
  return Object.fromEntries(quantiles.map((quantile) => [String(quantile), Math.floor(at(quantile) / 1000)]));
}
