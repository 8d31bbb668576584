import type { SequentialObject } from "../objects/sequential-object.js";
import { asAccesses } from "./as-accesses.js";
import type { Consistency } from "./history.js";
import { linearizable } from "./linearizability.js";
import { sequentiallyConsistent } from "./sequential-consistency.js";
import { monotonicReads, monotonicWrites, pram, readYourWrites, writesFollowReads } from "./session-guarantees.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "./weak-isolation.js";

/** A consistency model: how a history of an object is judged by it, and which models hold wherever it does. */
export interface Model {
  readonly check: (object: SequentialObject) => Consistency;
  readonly implies: readonly ModelName[];
}

export type ModelName =
  | "linearizable"
  | "sequentially consistent"
  | "causally convergent"
  | "causal"
  | "PRAM"
  | "writes follow reads"
  | "read your writes"
  | "monotonic reads"
  | "monotonic writes"
  | "read atomic"
  | "read committed";

/**
 * From strongest to weakest. Causal consistency alone lets each read see concurrent writes in an order of its own, and
 * PRAM and what follows demand one version order for all (Bouajjani et al. 2017; Biswas & Enea 2019): it implies none of
 * them.
 */
export const models: Readonly<Record<ModelName, Model>> = {
  linearizable: { check: linearizable, implies: ["sequentially consistent"] },
  "sequentially consistent": { check: sequentiallyConsistent, implies: ["causally convergent"] },
  "causally convergent": {
    check: ofAccesses(causallyConvergent()),
    implies: ["causal", "PRAM", "writes follow reads", "read atomic"],
  },
  causal: { check: ofAccesses(causal()), implies: [] },
  PRAM: { check: ofAccesses(pram()), implies: ["read your writes", "monotonic reads", "monotonic writes"] },
  "writes follow reads": { check: ofAccesses(writesFollowReads()), implies: [] },
  "read your writes": { check: ofAccesses(readYourWrites()), implies: [] },
  "monotonic reads": { check: ofAccesses(monotonicReads()), implies: [] },
  "monotonic writes": { check: ofAccesses(monotonicWrites()), implies: [] },
  "read atomic": { check: ofAccesses(readAtomic()), implies: ["read committed"] },
  "read committed": { check: ofAccesses(readCommitted()), implies: [] },
};

/** A check of reads and writes, for an object whose requests are such. */
function ofAccesses(check: Consistency): Model["check"] {
  return (object) => ({
    name: `${check.name} ${object.name}`,
    judge(history, maxSteps) {
      const accesses = asAccesses(history, object);
      if ("problem" in accesses) return { verdict: "unknown", steps: 0, reason: accesses.problem };
      const judgement = check.judge(accesses.history, maxSteps);
      if (judgement.verdict !== "valid" || accesses.untold === null) return judgement;
      return { verdict: "unknown", steps: judgement.steps, reason: accesses.untold };
    },
  });
}
