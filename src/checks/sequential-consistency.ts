import type { SequentialObject } from "../objects/sequential-object.js";
import type { Consistency, History, Judgement, Operation } from "./history.js";
import { Budget } from "./linearizability/budget.js";
import { chosen } from "./linearizability/chosen.js";
import { byKey } from "./linearizability/partition.js";
import { ProcessOrderSearch } from "./linearizability/process-order.js";
import { mostWords } from "./linearizability/rounds.js";
import { tellOperation, tellValue } from "./tell.js";

const mostLines = 6;

/** How many completions an order may run ahead of real time; orders that run ahead further are looked for last. */
const leeways = [16, 128];

/**
 * There is an order of the operations, true to the order of each process, in which the object answers what was answered
 * (Lamport 1979); nothing is said of real time. What failed is not in it; what is of unknown outcome need not be.
 *
 * It is not local: that each key is sequentially consistent says nothing of all of them together (Herlihy & Wing 1990,
 * section 3.3). The other way round it does, so that each key is looked at first, for that is easier to refute.
 */
export function sequentiallyConsistent<State, Request, Result>(
  object: SequentialObject<State, Request, Result>,
): Consistency {
  const plain = object as SequentialObject;
  return {
    name: `sequentially consistent ${object.name}`,
    judge: (history, maxSteps) => judge(chosen(history, plain), plain.choices?.object ?? plain, maxSteps),
  };
}

function judge(history: History, object: SequentialObject, maxSteps: number): Judgement {
  const budget = new Budget(mostWords);
  const groups = [...byKey(history, object)];
  const all = groups.flatMap(([, operations]) => operations);
  let reached: ProcessOrderSearch | null = null;
  for (const mostAhead of [...leeways, Number.POSITIVE_INFINITY]) {
    const parts = groups.length < 2 ? [] : groups;
    for (const [key, operations] of [...parts, [undefined, all] as const]) {
      const isLast = operations === all && mostAhead === Number.POSITIVE_INFINITY;
      // Half of what is left: what is hard in one way leaves something for the others.
      const left = maxSteps - budget.steps;
      budget.allow(isLast ? left : Math.ceil(left / 2));
      budget.words = 0;
      const search = new ProcessOrderSearch(operations, object, budget, mostAhead);
      const verdict = search.advance();
      const { steps } = budget;
      if (verdict === "invalid" && !search.isCut) {
        const subject = key === undefined ? `the ${object.name}` : `key ${JSON.stringify(key)}`;
        return { verdict, steps, evidence: budget.aside(() => evidence(subject, search)) };
      }
      if (operations !== all) continue;
      if (verdict === "valid") return { verdict, steps };
      if (reached === null || search.furthest > reached.furthest) reached = search;
    }
  }
  return { verdict: "unknown", steps: budget.steps, reason: reason(reached, budget, maxSteps) };
}

function reason(search: ProcessOrderSearch | null, { outOfMemory }: Budget, maxSteps: number): string {
  const limit = outOfMemory ? `the memory of the search (${mostWords})` : `limits.searchSteps (${maxSteps})`;
  return `${limit} was reached: the longest order has ${Math.max(0, search?.furthest ?? 0)} of ${search?.lanes.answered} answered operations`;
}

function evidence(subject: string, search: ProcessOrderSearch): readonly string[] {
  const { furthest, lanes } = search;
  const stuck = search.heads();
  const tell = ({ operation, answer }: { readonly operation: Operation; readonly answer: unknown }) =>
    `  ${tellOperation(operation)}; it would answer ${tellValue(answer)}`;
  return [
    `${subject}: no order that keeps the order of each process has more than ${furthest} of ${lanes.answered} answered operations;`,
    "where one with so many ends, no process can go on:",
    ...stuck.slice(0, mostLines).map(tell),
    ...(stuck.length > mostLines ? [`  … and ${stuck.length - mostLines} more`] : []),
  ];
}
