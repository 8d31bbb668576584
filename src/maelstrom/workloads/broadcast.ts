import { topologyOf } from "../topology.js";
import { nothingLost } from "./set-results.js";
import { aList, halfReads, type Talk, type Workload } from "./workload.js";

type Broadcast = { readonly kind: "broadcast"; readonly message: number } | { readonly kind: "read" };

export const broadcast: Workload = {
  safe: ["read"],
  replies: { topology: {}, broadcast: {}, read: { messages: aList } },
  source() {
    let next = 0;
    return halfReads(() => ({ kind: "broadcast", message: next++ }));
  },
  *talk(operation): Talk {
    const asked = operation as Broadcast;
    if (asked.kind === "read") return (yield { type: "read" }).messages;
    yield { type: "broadcast", message: asked.message };
    return null;
  },
  setUp: ({ topology, nodes }) => ({ type: "topology", topology: topologyOf(topology, nodes) }),
  check: () => nothingLost("broadcast"),
};
