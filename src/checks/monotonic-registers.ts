import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { type Edge, Graph } from "./sessions/graph.js";
import { tellOperation } from "./tell.js";

/*
 * Requests: `{ kind: "increase", key }`, whatever it is answered; `{ kind: "read" }`, answered by a record from key to the
 * number that is there, of some registers at one instant.
 */

/**
 * Registers that only ever grow: reads of several of them at once can be put into one order in which no number becomes
 * less. With `sessions`, that has to be an order which is true to what each process did. Unknown without a read.
 *
 * Of each register, all reads of one number come before all reads of the next larger one that was read; a cycle is the
 * contradiction.
 */
export function monotonicRegisters(options: { readonly sessions?: boolean } = {}): Consistency {
  return consistency("monotonic registers", (history, findings) => {
    const reads: Operation[] = [];
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind !== "read") {
        if (kind !== "increase") findings.odd(operation);
      } else if (operation.outcome === "ok") {
        if (isRecord(operation.result)) reads.push(operation);
        else findings.odd(operation, "is no record of numbers");
      }
    }
    if (reads.length === 0) findings.doubt("no read was answered");
    const keys: string[] = [];
    const graph = new Graph();
    const nodes = addNumbers(graph, reads, keys, findings);
    if (options.sessions === true) addSessions(graph, reads);
    const cycle = graph.cycle(nodes);
    if (cycle !== null) findings.violation(() => tell(cycle, reads, keys));
  });
}

const session = -1;

function isRecord(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === "object" && value !== null && Object.values(value).every((part) => typeof part === "number");
}

/** Between the reads of one number and of the next stands a node that is none of the reads. Gives back how many there are. */
function addNumbers(graph: Graph, reads: readonly Operation[], keys: string[], findings: Findings): number {
  const byKey = new Map<string, Map<number, number[]>>();
  for (let read = 0; read < reads.length; read++) {
    for (const [key, number] of Object.entries(reads[read].result as Readonly<Record<string, number>>)) {
      findings.spend(1);
      if (!byKey.has(key)) byKey.set(key, new Map());
      const numbers = byKey.get(key) as Map<number, number[]>;
      const same = numbers.get(number);
      if (same === undefined) numbers.set(number, [read]);
      else same.push(read);
    }
  }
  let nodes = reads.length;
  for (const [key, numbers] of byKey) {
    const kind = keys.push(key) - 1;
    const inOrder = [...numbers.keys()].sort((a, b) => a - b);
    for (let at = 1; at < inOrder.length; at++) {
      const between = nodes++;
      for (const read of numbers.get(inOrder[at - 1]) as number[]) graph.add(read, between, kind, 0);
      for (const read of numbers.get(inOrder[at]) as number[]) graph.add(between, read, kind, 0);
    }
  }
  return nodes;
}

function addSessions(graph: Graph, reads: readonly Operation[]): void {
  const last = new Map<number, number>();
  for (let read = 0; read < reads.length; read++) {
    const before = last.get(reads[read].process);
    if (before !== undefined) graph.add(before, read, session, 0);
    last.set(reads[read].process, read);
  }
}

function tell(cycle: readonly Edge[], reads: readonly Operation[], keys: readonly string[]): readonly string[] {
  const lines = cycle.flatMap(({ from, kind }) => {
    if (from >= reads.length) return [];
    const why = kind === session ? "its process went on to the next" : `${keys[kind]} was less than in the next`;
    return [`  ${tellOperation(reads[from])}: ${why}`];
  });
  return ["each of these reads must come before the next one, and the last before the first:", ...lines.slice(0, 12)];
}
