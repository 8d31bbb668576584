/**
 * The leader is cut off, the cluster splits, then the leader crashes.
 * The store stays linearizable, and each time it has a leader again within two seconds.
 */
import { hasLeader, keyValue, lan, linearizable, oneLeaderPerTerm, raft, replicas, scenario } from "faultline";

export default scenario({
  title: "a leader loses its majority",
  duration: "60s",

  nodes: replicas(
    ["ann", "bob", "cat", "dan", "eve"],
    raft(keyValue, { electionTimeout: ["150ms", "300ms"], heartbeat: "50ms" }),
  ),
  network: lan({ latency: ["1ms", "10ms"], loss: 0.01 }),

  workload: {
    clients: 3,
    every: "20ms",
    timeout: "500ms",
    request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 99))]),
  },

  faults: [
    { at: "5s", for: "10s", partition: "leader" },
    { at: "25s", for: "10s", partition: ["ann", "bob"] },
    { at: "45s", for: "5s", crash: "leader" },
  ],

  consistency: linearizable(keyValue),
  always: { "one leader per term": oneLeaderPerTerm },
  sometimes: {
    "two nodes believe they lead": ({ nodes }) => nodes.filter(({ state }) => state.role === "leader").length > 1,
  },
  recovers: { healthy: hasLeader, within: "2s" },
});
