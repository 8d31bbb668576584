import { counterSums } from "../../checks/counter-sums.js";
import type { History, Judgement } from "../../checks/history.js";
import { aNumber, halfReads, type Talk, type Workload } from "./workload.js";

type Change = { readonly kind: "add"; readonly delta: number } | { readonly kind: "read"; readonly final?: true };

/** A counter to which anything from the least to the most is added. */
function counter(least: number, most: number): Workload {
  return {
    distrustsErrors: true,
    replies: { add: {}, read: { value: aNumber } },
    source: () =>
      halfReads((random) => ({ kind: "add", delta: random.int(least, most) }), { kind: "read", final: true }),
    *talk(operation): Talk {
      const asked = operation as Change;
      if (asked.kind === "read") return (yield { type: "read" }).value;
      yield { type: "add", delta: asked.delta };
      return null;
    },
    check: () => ({ ...counterSums(), results }),
  };
}

function results(history: History, judgement: Judgement): Readonly<Record<string, unknown>> {
  const ok = history.filter(({ outcome }) => outcome === "ok");
  const finals = ok.filter(({ request }) => (request as { final?: true }).final === true);
  const deltas = ok.flatMap(({ request }) => (request as { delta?: number }).delta ?? []);
  return {
    "final-reads": finals.map(({ result }) => result),
    acknowledged: deltas.reduce((sum, delta) => sum + delta, 0),
    errors: judgement.verdict === "invalid" ? judgement.evidence : null,
  };
}

export const gCounter = counter(0, 4);
export const pnCounter = counter(-5, 4);
