import { consistency } from "../checks/findings.js";
import type { Consistency, History } from "../checks/history.js";
import { functionOf } from "./workloads/workload.js";

/** What became of operations: how many ended how. */
export interface Counts {
  ok: number;
  failed: number;
  unknown: number;
}

/** By function, in order of their first appearance. */
export function countByFunction(history: History): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { request, outcome } of history) {
    const name = functionOf(request);
    let own = counts.get(name);
    if (own === undefined) {
      own = { ok: 0, failed: 0, unknown: 0 };
      counts.set(name, own);
    }
    own[outcome]++;
  }
  return counts;
}

/** Everything that was asked for has succeeded at least once. */
export function everythingWorked(mayFail: readonly string[]): Consistency {
  return consistency("stats", (history, findings) => {
    findings.spend(history.length);
    for (const [name, { ok, failed, unknown }] of countByFunction(history)) {
      if (ok > 0 || mayFail.includes(name)) continue;
      findings.violation(() => `${name} never succeeded: ${failed} failed, ${unknown} of unknown outcome`);
    }
  });
}
