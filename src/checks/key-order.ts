import { consistency, kindOf } from "./findings.js";
import type { Consistency } from "./history.js";
import { tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "write", key }`: writes all parts of a key, one after another, from the first to the last, each by
 * itself, whatever it is answered; `{ kind: "read", key }`: reads them one after another from the last to the first, and is
 * answered by the list of what was there, in the order in which it was read, null where nothing was.
 */

/**
 * Parts that were written one after another are seen in that order: who has seen a later one sees all earlier ones, as
 * sequential consistency demands, which needs no more than one process to write and one to read. Unknown without a read.
 */
export function keysInOrder(): Consistency {
  return consistency("keys in order", (history, findings) => {
    let reads = 0;
    for (const operation of history) {
      findings.spend(1);
      const kind = kindOf(operation);
      const { outcome, result } = operation;
      if (kind !== "read" && kind !== "write") findings.odd(operation);
      else if (kind === "read" && outcome === "ok") {
        if (!Array.isArray(result)) findings.odd(operation, "is no list of parts");
        else {
          reads += 1;
          findings.spend(result.length);
          const later = result.findIndex((part) => part !== null);
          if (later === -1 || !result.includes(null, later)) continue;
          findings.violation(() => [
            `a read saw ${tellValue(result[later])}, and then nothing where something was written before that:`,
            `  ${tellOperation(operation)}`,
          ]);
        }
      }
    }
    if (reads === 0) findings.doubt("no read was answered");
  });
}
