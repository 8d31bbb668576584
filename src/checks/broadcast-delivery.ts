import { consistency } from "./findings.js";
import { type FullSetOptions, judgeFullSet } from "./full-set.js";
import type { Consistency } from "./history.js";
import { SetReads } from "./set-reads.js";

/*
 * Requests: `{ kind: "broadcast", message }`, each message once, whatever it is answered; `{ kind: "read" }`, answered
 * by the list of messages that a node has delivered.
 */

/** What was broadcast is delivered, once, at the nodes that are asked: judged as the elements of a full set. */
export function broadcastDelivery(options: FullSetOptions = {}): Consistency {
  return consistency("broadcast", (history, findings) => {
    judgeFullSet(new SetReads(history, "broadcast", "message", findings), options, findings);
  });
}
