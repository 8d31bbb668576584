import { consistency, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { identity, tellSome, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "add", element }`, whatever it is answered, and `{ kind: "read" }`, answered by a list of elements.
 */

/**
 * A set to which elements are only added, judged by the last read that was answered. Invalid if it lacks an element
 * whose add was acknowledged, or has one that nobody ever tried to add; unknown without a read.
 */
export function finalSet(): Consistency {
  return consistency("set", (history, findings) => {
    const attempted = new Set<unknown>();
    const acknowledged = new Map<unknown, unknown>();
    let last: Operation | null = null;
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind === "add") {
        const { element } = operation.request as { readonly element: unknown };
        attempted.add(identity(element));
        if (operation.outcome === "ok") acknowledged.set(identity(element), element);
      } else if (kind !== "read") findings.odd(operation);
      else if (operation.outcome === "ok") last = operation;
    }
    if (last === null) return findings.doubt("no read was answered");
    const { result } = last;
    if (!Array.isArray(result)) return findings.odd(last, "is no list of elements");
    findings.spend(result.length);
    const read = new Map(result.map((element: unknown) => [identity(element), element]));
    const lost = [...acknowledged].flatMap(([name, element]) => (read.has(name) ? [] : [element]));
    const unexpected = [...read].flatMap(([name, element]) => (attempted.has(name) ? [] : [element]));
    const who = `the last read, by process ${last.process} of ${last.node},`;
    if (lost.length > 0) findings.violation(() => `${who} lacks what was acknowledged: ${tellSome(lost, tellValue)}`);
    if (unexpected.length > 0) {
      findings.violation(() => `${who} has what nobody tried to add: ${tellSome(unexpected, tellValue)}`);
    }
  });
}
