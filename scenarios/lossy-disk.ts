/**
 * Disks that tear what was not synced, grow slow, and fail to be read, under nodes that crash.
 * Nothing is acknowledged before it is durable, so that nothing acknowledged is lost.
 */
import { hasLeader, keyValue, lan, linearizable, raft, raftSafety, replicas, scenario } from "faultline";

export default scenario({
  title: "disks that cannot be relied on",
  duration: "30s",

  nodes: replicas(["ann", "bob", "cat"], raft(keyValue, { maxBatch: 8 })),
  network: lan({ latency: ["1ms", "5ms"] }),
  machine: { boot: "50ms", disk: { sync: ["2ms", "20ms"], read: "5ms" } },

  workload: {
    clients: 4,
    every: "15ms",
    timeout: "500ms",
    request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 999))]),
  },

  faults: [
    { at: "1s", for: "28s", tearWrites: "all" },
    { at: "5s", for: "5s", slowDisk: "leader", by: 10 },
    { at: "11s", for: "6s", failReads: "all", by: 0.5 },
    { every: "2s", for: "300ms", crash: "leader" },
    { every: "3s", for: "200ms", crash: { any: 1 } },
    { at: "20s", for: "100ms", crash: "all" },
  ],

  consistency: linearizable(keyValue),
  always: raftSafety,
  sometimes: {
    "a leader has entries that are not durable": ({ nodes }) =>
      nodes.some(({ state }) => state.role === "leader" && state.durableIndex < state.log.length),
  },
  recovers: { healthy: hasLeader, within: "5s", settle: "100ms" },
});
