/**
 * Election timeouts that hardly differ: after the leader's crash several nodes stand at once and take each other's votes.
 * Elections take their time, but there are never two leaders in one term, and in the end there is one.
 */
import { hasLeader, keyValue, lan, linearizable, raft, raftSafety, replicas, scenario } from "faultline";

export default scenario({
  title: "votes are split",
  duration: "20s",

  nodes: replicas(
    ["ann", "bob", "cat", "dan"],
    raft(keyValue, { electionTimeout: ["150ms", "170ms"], heartbeat: "50ms", preVote: false, checkQuorum: false }),
  ),
  network: lan({ latency: ["2ms", "12ms"] }),

  workload: {
    clients: 2,
    every: "40ms",
    timeout: "1s",
    request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 99))]),
  },

  faults: [
    { at: "2s", for: "1s", crash: "leader" },
    { at: "7s", for: "1s", crash: "leader" },
    { at: "12s", for: "1s", pause: "leader" },
  ],

  consistency: linearizable(keyValue),
  always: raftSafety,
  sometimes: {
    "two candidates of one term": ({ nodes }) => {
      const standing = nodes.filter(({ state }) => state.role === "candidate").map(({ state }) => state.term);
      return new Set(standing).size < standing.length;
    },
  },
  recovers: { healthy: hasLeader, within: "10s", settle: "1s" },
});
