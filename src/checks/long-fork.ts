import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { tellOperation } from "./tell.js";

/*
 * Requests: `{ kind: "write", key }`, each key once, whatever it is answered; `{ kind: "read", keys }`, the keys of a
 * group, answered by a record from key to the value that is there, or null. Groups share no keys.
 */

interface Read {
  readonly operation: Operation;
  /** By key of the group: whether the read saw its write. */
  readonly sees: readonly boolean[];
  readonly size: number;
}

/**
 * No two reads of the same keys saw two writes in different orders, one of them x without y and the other y without x,
 * which parallel snapshot isolation allows. Unknown if a key was written twice, or without a read. The reads of a group
 * are compared in order of how much they saw, each with the next one only: either that has all of it, or there is a fork.
 */
export function noLongFork(): Consistency {
  return consistency("no long fork", (history, findings) => {
    const groups = new Map<string, { readonly keys: readonly string[]; readonly reads: Read[] }>();
    const groupOf = new Map<string, string>();
    const written = new Set<string>();
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind === "write") {
        const key = String((operation.request as { readonly key?: unknown }).key);
        if (written.has(key) && operation.outcome !== "failed") findings.odd(operation, "writes a key again");
        if (operation.outcome !== "failed") written.add(key);
        continue;
      }
      const { keys } = operation.request as { readonly keys?: unknown };
      if (kind !== "read" || !Array.isArray(keys)) findings.odd(operation);
      else if (operation.outcome === "ok") {
        const names = keys.map(String).sort();
        const name = JSON.stringify(names);
        if (names.some((key) => (groupOf.get(key) ?? name) !== name))
          findings.odd(operation, "mixes keys of two groups");
        for (const key of names) groupOf.set(key, name);
        const read = readOf(operation, names, findings);
        if (read === null) continue;
        const group = groups.get(name);
        if (group === undefined) groups.set(name, { keys: names, reads: [read] });
        else group.reads.push(read);
      }
    }
    if (groups.size === 0) findings.doubt("no read was answered");
    for (const { keys, reads } of groups.values()) compare(keys, reads, findings);
  });
}

function readOf(operation: Operation, keys: readonly string[], findings: Findings): Read | null {
  const { result } = operation;
  findings.spend(keys.length);
  if (typeof result !== "object" || result === null) {
    findings.odd(operation, "is no record of values");
    return null;
  }
  const values = result as Readonly<Record<string, unknown>>;
  const sees = keys.map((key) => values[key] !== null && values[key] !== undefined);
  return { operation, sees, size: sees.filter(Boolean).length };
}

function compare(keys: readonly string[], reads: Read[], findings: Findings): void {
  reads.sort((a, b) => a.size - b.size);
  for (let at = 1; at < reads.length; at++) {
    findings.spend(keys.length);
    const [one, other] = [reads[at - 1], reads[at]];
    const first = keys.findIndex((_, key) => one.sees[key] && !other.sees[key]);
    if (first === -1) continue;
    const second = keys.findIndex((_, key) => other.sees[key] && !one.sees[key]);
    findings.violation(() => [
      `one read saw ${keys[first]} and not ${keys[second]}, another one ${keys[second]} and not ${keys[first]}:`,
      ...[one, other].map(({ operation }) => `  ${tellOperation(operation)}`),
    ]);
  }
}
