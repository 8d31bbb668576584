import { consistency, kindOf } from "./findings.js";
import type { Consistency } from "./history.js";
import { sweep } from "./sweep.js";
import { tellOperation } from "./tell.js";

/*
 * Requests: `{ kind: "add", delta }`, with a delta that is not negative, whatever it is answered; `{ kind: "read" }`,
 * answered by a number.
 */

/**
 * A counter that only grows. Invalid if a read is less than the sum of all adds that were acknowledged when it was
 * invoked, or more than the sum of all that were invoked when it completed and have not failed. Unknown without a read.
 */
export function counterBounds(): Consistency {
  return consistency("counter", (history, findings) => {
    let [acknowledged, invoked, reads] = [0, 0, 0];
    let isGrowing = true;
    /** By place in the history: the least that a read may answer. */
    const least = new Map<number, number>();
    const deltaOf = (request: unknown) => (request as { readonly delta?: unknown }).delta as number;
    findings.spend(history.length);
    sweep(history, {
      invoked(operation, place) {
        const kind = kindOf(operation);
        if (kind === "add") {
          const delta = deltaOf(operation.request);
          if (!(Number.isFinite(delta) && delta >= 0)) {
            isGrowing = false;
            findings.odd(operation, "adds no number that is at least 0");
          } else if (operation.outcome !== "failed") invoked += delta;
        } else if (kind !== "read") findings.odd(operation);
        else if (operation.outcome === "ok") least.set(place, acknowledged);
      },
      completed(operation, place) {
        if (operation.outcome !== "ok") return;
        if (kindOf(operation) === "add") {
          const delta = deltaOf(operation.request);
          if (Number.isFinite(delta) && delta >= 0) acknowledged += delta;
          return;
        }
        const low = least.get(place);
        if (low === undefined) return;
        least.delete(place);
        reads += 1;
        const { result } = operation;
        if (typeof result !== "number") findings.odd(operation, "is no number");
        else if (isGrowing && !(result >= low && result <= invoked)) {
          const most = invoked;
          findings.violation(() => `${tellOperation(operation)}: it must be from ${low} to ${most}`);
        }
      },
    });
    if (reads === 0) findings.doubt("no read was answered");
  });
}
