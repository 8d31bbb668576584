/**
 * The leader is cut off, the cluster splits, then the leader crashes.
 * The store stays linearizable, and each time it has a leader again within two seconds.
 */
import { hasLeader, keyValue, lan, mix, oneLeaderPerTerm, raft, replicas, scenario, strongestOf } from "faultline";

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
    // No value is written twice, so that a history tells which write each read has seen.
    request: mix([
      [1, keyValue.get("x")],
      [1, (_, { unique }) => keyValue.put("x", unique())],
    ]),
  },

  faults: [
    { at: "5s", for: "10s", partition: "leader" },
    { at: "25s", for: "10s", partition: ["ann", "bob"] },
    { at: "45s", for: "5s", crash: "leader" },
  ],

  consistency: strongestOf(keyValue),
  always: { "one leader per term": oneLeaderPerTerm },
  sometimes: {
    "two nodes believe they lead": ({ nodes }) => nodes.filter(({ state }) => state.role === "leader").length > 1,
  },
  recovers: { healthy: hasLeader, within: "2s" },
});
