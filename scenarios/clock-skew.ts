/**
 * Workers take turns at a counter under a lock with a lease. Their clocks go wrong and they are paused at the worst
 * moment, so that two hold the lock at once; the token that each grant carries keeps the counter right.
 */
import { counterStore, lan, lockServer, lockWorker, noLostUpdate, replicas, scenario, twoHolders } from "faultline";

export default scenario({
  title: "a lock whose holders have wrong clocks",
  duration: "60s",

  nodes: {
    lock: lockServer({ lease: "1s" }),
    store: counterStore({ fencing: true }),
    ...replicas(["ann", "bob", "cat"], lockWorker({ think: ["40ms", "160ms"] })),
  },
  network: lan({ latency: ["1ms", "10ms"], loss: 0.01 }),

  faults: [
    { every: "4s", for: "1500ms", pause: "holder" },
    { at: "10s", for: "10s", skew: { any: 1, of: ["ann", "bob", "cat"] }, by: "-3s" },
    { at: "15s", jump: "lock", by: "2s" },
    { at: "30s", for: "20s", drift: "all", by: 200_000 },
    { at: "40s", jump: "lock", by: "-1s" },
  ],

  always: { "no update is lost": noLostUpdate },
  sometimes: { "two workers believe they hold the lock": twoHolders },
  eventually: {
    "every worker has got its turn": ({ node }) =>
      [node.ann, node.bob, node.cat].every(({ state }) => state.written > 0),
  },
});
