/**
 * Seven nodes gossip a set; one of them lies on the wire, others crash, and the network falls in two.
 * No acknowledged element is lost, and when all is quiet the correct nodes hold the same set.
 */
import {
  converged,
  elements,
  eventualSet,
  gossip,
  nothingLost,
  observedRemoveSet,
  replicas,
  scenario,
  wan,
} from "faultline";

export default scenario({
  title: "gossip with a liar",
  duration: "30s",

  nodes: replicas(
    ["ann", "bob", "cat", "dan", "eve", "fay", "mallory"],
    gossip(observedRemoveSet, { every: "200ms", fanout: 2 }),
  ),
  network: wan({ loss: 0.05, duplicate: 0.02 }),

  workload: {
    clients: 4,
    every: ["100ms", "300ms"],
    timeout: "1s",
    request: (random, { client, number }) =>
      random.pick([
        observedRemoveSet.add(`${client}.${number}`),
        observedRemoveSet.remove(`${random.int(0, 3)}.${random.int(0, 40)}`),
        observedRemoveSet.read(),
      ]),
  },

  faults: [
    { at: "3s", for: "6s", tamper: "mallory" },
    { at: "9s", for: "6s", equivocate: "mallory" },
    { at: "15s", for: "6s", replay: "mallory", by: 0.5 },
    { at: "5s", for: "8s", partition: ["ann", "bob", "cat"] },
    { at: "16s", for: "2s", crash: { any: 2 } },
  ],

  consistency: eventualSet(),
  sometimes: {
    "two nodes disagree": ({ correct }) =>
      elements(correct[0].state.value).length !== elements(correct[1].state.value).length,
    "something that was forged is turned away": ({ correct }) => correct.some(({ state }) => state.counts.ignored > 0),
  },
  eventually: {
    "all hold the same": converged((state) => elements(state.value)),
    "nothing acknowledged is lost": nothingLost((state) => elements(state.value)),
  },
});
