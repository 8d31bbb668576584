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

interface Group {
  readonly keys: readonly string[];
  readonly reads: Read[];
}

/**
 * No two reads of the same keys saw two writes in different orders, one of them x without y and the other y without x,
 * which parallel snapshot isolation allows. Unknown if a key was written twice, or without a read. The reads of a group
 * are compared in order of how much they saw, each with the next one only: either that has all of it, or there is a fork.
 */
export function noLongFork(): Consistency {
  return consistency("no long fork", (history, findings) => {
    /** In order of their first reads. */
    const groups: Group[] = [];
    const byName = new Map<string, Group>();
    const groupOf = new Map<string, Group>();
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
        let group = groupOf.get(names[0]);
        if (group === undefined || !isSame(group.keys, names)) {
          const name = JSON.stringify(names);
          group = byName.get(name) ?? { keys: names, reads: [] };
          byName.set(name, group);
          if (names.some((key) => (groupOf.get(key) ?? group) !== group))
            findings.odd(operation, "mixes keys of two groups");
          for (const key of names) groupOf.set(key, group);
        }
        const read = readOf(operation, group.keys, findings);
        if (read === null) continue;
        if (group.reads.length === 0) groups.push(group);
        group.reads.push(read);
      }
    }
    if (groups.length === 0) findings.doubt("no read was answered");
    for (const { keys, reads } of groups) compare(keys, reads, findings);
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
  let size = 0;
  for (const isSeen of sees) if (isSeen) size += 1;
  return { operation, sees, size };
}

const isSame = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((one, at) => one === others[at]);

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
