import { consistency, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { identity, tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "leader" }`, answered by `{ leader, term }`, or by null or a null leader where none is known.
 */

/**
 * Whatever nodes tell their clients, a term has one leader at most; who has none to tell says nothing. Unknown if nobody
 * was ever told of a leader.
 */
export function oneLeaderTold(): Consistency {
  return consistency("one leader a term", (history, findings) => {
    const told = new Map<unknown, Operation>();
    findings.spend(history.length);
    for (const operation of history) {
      if (kindOf(operation) !== "leader") {
        findings.odd(operation);
        continue;
      }
      if (operation.outcome !== "ok") continue;
      const { leader, term } = (operation.result ?? {}) as { readonly leader?: unknown; readonly term?: unknown };
      if (leader === null || leader === undefined) continue;
      if (term === null || term === undefined) {
        findings.odd(operation, "names a leader without a term");
        continue;
      }
      const first = told.get(identity(term));
      if (first === undefined) told.set(identity(term), operation);
      else if (identity((first.result as { readonly leader: unknown }).leader) !== identity(leader)) {
        findings.violation(() => [
          `term ${tellValue(term)} has two leaders:`,
          ...[first, operation].map((one) => `  ${tellOperation(one)}`),
        ]);
      }
    }
    if (told.size === 0) findings.doubt("nobody was told of a leader");
  });
}
