/**
 * Every second and a half some node crashes, now and then two at once, and all of them in the end.
 * What a client was told is never forgotten, and the store serves again within three seconds of losing its leader.
 */
import { hasLeader, keyValue, lan, linearizable, raft, raftSafety, replicas, scenario } from "faultline";

export default scenario({
  title: "a storm of crashes",
  duration: "30s",

  nodes: replicas(["ann", "bob", "cat", "dan", "eve"], raft(keyValue, { maxBatch: 1 })),
  network: lan({ latency: ["1ms", "10ms"], loss: 0.02, duplicate: 0.01 }),
  machine: { boot: "100ms", disk: { sync: ["1ms", "8ms"] } },

  workload: {
    clients: 3,
    every: "25ms",
    timeout: "400ms",
    request: (random) => {
      const key = random.pick(["x", "y"]);
      return random.pick([
        keyValue.get(key),
        keyValue.put(key, random.int(0, 99)),
        keyValue.cas(key, random.int(0, 9), random.int(0, 9)),
      ]);
    },
  },

  faults: [
    { every: "1500ms", for: "700ms", crash: { any: 1 } },
    { every: "4s", for: "1s", crash: "leader" },
    { at: "24s", for: "500ms", crash: "all" },
  ],

  consistency: linearizable(keyValue),
  always: raftSafety,
  sometimes: {
    "a minority is down": ({ nodes }) => nodes.filter(({ status }) => status === "crashed").length === 2,
    "everybody is down": ({ nodes }) => nodes.every(({ status }) => status === "crashed"),
  },
  recovers: { healthy: hasLeader, within: "3s", settle: "100ms" },
});
