/**
 * Nothing is told: three to seven nodes, patient or not, under whatever faults the seed draws; in the end a minority is
 * broken for good. The store stays linearizable all the same, and those who are left have a leader.
 */
import {
  type Draw,
  hasLeader,
  keyValue,
  lan,
  linearizable,
  raft,
  raftSafety,
  replicas,
  scenario,
  swarm,
} from "faultline";

export default (draw: Draw) => {
  const patience = draw.pick("patience", [1, 2, 4]);
  return scenario({
    title: "whatever may happen",
    duration: "20s",

    nodes: replicas(
      draw.int("nodes", 3, 7),
      raft(keyValue, {
        electionTimeout: [`${150 * patience}ms`, `${300 * patience}ms`],
        maxBatch: draw.pick("batch", [64, 8, 1]),
      }),
    ),
    network: lan({ latency: ["1ms", "10ms"], loss: draw.pick("loss", [0, 0.01, 0.05]) }),
    machine: { boot: "50ms", disk: { sync: ["1ms", "8ms"] } },

    workload: {
      clients: 3,
      every: "40ms",
      timeout: "500ms",
      request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 99))]),
    },

    faults: swarm({ core: "majority" }),

    consistency: linearizable(keyValue),
    always: raftSafety,
    eventually: { "there is a leader": hasLeader },
  });
};
