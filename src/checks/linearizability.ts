import type { SequentialObject } from "../objects/sequential-object.js";
import type { Consistency, History, Judgement } from "./history.js";
import { chosen } from "./linearizability/chosen.js";
import { type Explanation, explain } from "./linearizability/explanation.js";
import { byKey } from "./linearizability/partition.js";
import { searchByKey } from "./linearizability/rounds.js";
import { tellExplanation } from "./linearizability/tell-explanation.js";
import type { Contradiction } from "./monitors/monitor.js";
import { monitorOf } from "./monitors/monitors.js";
import { tellOperation } from "./tell.js";

export interface Linearizability extends Consistency {
  /** How far an order comes, and why no further; null where the history is valid, or not decided in so many steps. */
  explain(history: History, maxSteps: number): Explanation | null;
}

/**
 * Every operation seems to take effect at one instant between its invocation and its completion: there is an order of the
 * operations, true to real time, in which the object answers what was answered. What failed is not in it; what is of
 * unknown outcome may be in it anywhere after its invocation, or not at all.
 *
 * The order is searched for as Wing & Gong (1993) do it, with Lowe's (2017) memory of configurations, key by key (Horn &
 * Kroening 2015). A step is one call of the object's `apply`, or the recall of an earlier one. Where there is a monitor
 * for the object, and the history is such as it can decide, it decides in one step for each operation. The judgement
 * says which way it was.
 */
export function linearizable<State, Request, Result>(
  object: SequentialObject<State, Request, Result>,
): Linearizability {
  const plain = object as SequentialObject;
  return {
    name: `linearizable ${object.name}`,
    judge: (history, maxSteps) => monitored(history, plain, maxSteps) ?? searched(history, plain, maxSteps),
    explain(history, maxSteps) {
      const outcome = searchByKey(chosen(history, plain), plain.choices?.object ?? plain, maxSteps);
      return outcome.verdict === "invalid" ? explain(outcome.search, plain) : null;
    },
  };
}

/** The judgement of the general search. */
export function searched(history: History, object: SequentialObject, maxSteps: number): Judgement {
  const outcome = searchByKey(chosen(history, object), object.choices?.object ?? object, maxSteps);
  const { verdict, steps } = outcome;
  if (verdict === "unknown") return { verdict, steps, reason: outcome.reason };
  const decidedBy = "search";
  if (verdict === "valid") return { verdict, steps, decidedBy };
  return { verdict, steps, evidence: tellExplanation(explain(outcome.search, object)), decidedBy };
}

/** The judgement of a monitor; undefined where there is none for such an object and such a history. */
function monitored(history: History, object: SequentialObject, maxSteps: number): Judgement | undefined {
  const monitor = monitorOf(object);
  const [operations = []] = byKey(history, object).values();
  const steps = operations.length;
  if (monitor === undefined || steps > maxSteps) return undefined;
  const ruling = monitor.rule(operations);
  if (ruling === null) return undefined;
  const decidedBy = monitor.method;
  if (ruling === "valid") return { verdict: "valid", steps, decidedBy };
  return { verdict: "invalid", steps, evidence: tellContradiction(ruling, object), decidedBy };
}

function tellContradiction({ why, operations }: Contradiction, { name }: SequentialObject): readonly string[] {
  const told = operations.slice(0, 6).map((operation) => `  ${tellOperation(operation)}`);
  const more = operations.length > told.length ? [`  … and ${operations.length - told.length} more`] : [];
  return [`the ${name}: ${why}:`, ...told, ...more];
}
