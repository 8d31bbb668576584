import { consistency, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { identity, tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "insert", key, … }`: look whether anything is there under the key, and insert only if nothing is.
 * Answered if it inserted, failed if something was there.
 */

/**
 * At most one insert per key succeeds. Two of them have each missed the other: write skew by a predicate (G2, Adya 1999).
 * Unknown if none succeeds.
 */
export function noInsertSkew(): Consistency {
  return consistency("no write skew by inserts", (history, findings) => {
    const first = new Map<unknown, Operation>();
    findings.spend(history.length);
    for (const operation of history) {
      if (kindOf(operation) !== "insert") findings.odd(operation);
      else if (operation.outcome === "ok") {
        const { key } = operation.request as { readonly key?: unknown };
        const other = first.get(identity(key));
        if (other === undefined) first.set(identity(key), operation);
        else {
          findings.violation(() => [
            `two inserts under ${tellValue(key)} succeeded:`,
            ...[other, operation].map((one) => `  ${tellOperation(one)}`),
          ]);
        }
      }
    }
    if (first.size === 0) findings.doubt("no insert succeeded");
  });
}
