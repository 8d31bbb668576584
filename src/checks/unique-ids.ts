import { consistency, kindOf } from "./findings.js";
import type { Consistency } from "./history.js";
import { identity, tellOperation, tellValue } from "./tell.js";

/* Requests: `{ kind: "generate" }`, answered by an id: any plain value. */

/** No id is given out twice. Unknown if none is given out at all. */
export function uniqueIds(): Consistency {
  return consistency("unique ids", (history, findings) => {
    const firstOf = new Map<unknown, number>();
    findings.spend(history.length);
    for (let place = 0; place < history.length; place++) {
      const operation = history[place];
      if (kindOf(operation) !== "generate") findings.odd(operation);
      else if (operation.outcome === "ok") {
        const name = identity(operation.result);
        const first = firstOf.get(name);
        if (first === undefined) firstOf.set(name, place);
        else {
          findings.violation(() => [
            `${tellValue(operation.result)} was given out twice:`,
            ...[history[first], operation].map((one) => `  ${tellOperation(one)}`),
          ]);
        }
      }
    }
    if (firstOf.size === 0) findings.doubt("no id was given out");
  });
}
