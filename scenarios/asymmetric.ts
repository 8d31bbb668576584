/**
 * Links that fail one way only: a leader that speaks and hears nothing, one that hears and cannot speak, and a cluster
 * of which each half reaches the other over one node only. Leaders that are of no use step down.
 */
import { hasLeader, keyValue, lan, linearizable, raft, raftSafety, replicas, scenario } from "faultline";

export default scenario({
  title: "links that fail one way",
  duration: "40s",

  nodes: replicas(["ann", "bob", "cat", "dan", "eve"], raft(keyValue)),
  network: lan({ latency: ["1ms", "8ms"], loss: 0.005 }),

  workload: {
    clients: 3,
    every: "25ms",
    timeout: "500ms",
    request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 99))]),
  },

  faults: [
    { at: "5s", for: "4s", partition: { from: "follower", to: "leader" } },
    { at: "14s", for: "4s", partition: { from: "leader", to: "follower" } },
    { at: "22s", for: "5s", partition: { bridge: { any: 1, of: "follower" } } },
    { at: "31s", for: "5s", partition: { ring: "majority" } },
  ],

  consistency: linearizable(keyValue),
  always: raftSafety,
  sometimes: {
    "a leader is deaf": ({ nodes, nowUs }) =>
      nowUs > 5_100_000 && nowUs < 9_000_000 && nodes.some(({ state }) => state.role === "leader"),
  },
  recovers: { healthy: hasLeader, within: "2s", settle: "1s" },
});
