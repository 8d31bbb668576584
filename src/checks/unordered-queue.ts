import { consistency, kindOf } from "./findings.js";
import type { Consistency } from "./history.js";
import { sweep } from "./sweep.js";
import { identity, tellOperation } from "./tell.js";

/*
 * Requests: `{ kind: "enqueue", value }`, whatever it is answered; `{ kind: "dequeue" }`, answered by a value.
 */

/**
 * A queue in any order, which is to say a bag: nothing is dequeued more often than somebody had tried to enqueue it
 * before the dequeue completed. Unknown if nothing is dequeued.
 */
export function unorderedQueue(): Consistency {
  return consistency("unordered queue", (history, findings) => {
    const there = new Map<unknown, number>();
    let dequeued = 0;
    findings.spend(history.length);
    sweep(history, {
      invoked(operation) {
        const kind = kindOf(operation);
        if (kind === "enqueue") {
          const name = identity((operation.request as { readonly value?: unknown }).value);
          there.set(name, (there.get(name) ?? 0) + 1);
        } else if (kind !== "dequeue") findings.odd(operation);
      },
      completed(operation) {
        if (kindOf(operation) !== "dequeue" || operation.outcome !== "ok") return;
        const name = identity(operation.result);
        const left = there.get(name) ?? 0;
        dequeued += 1;
        if (left > 0) there.set(name, left - 1);
        else findings.violation(() => `${tellOperation(operation)}: that was not in the queue (any more)`);
      },
    });
    if (dequeued === 0) findings.doubt("nothing was dequeued");
  });
}
