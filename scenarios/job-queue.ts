/**
 * Three stories, written as async functions: a broker, some workers, a ledger. Everybody crashes now and then, and
 * messages get lost; still every job that was accepted is done, and done once.
 */
import { because, doneTwice, jobBroker, jobLedger, jobWorker, lan, replicas, scenario } from "faultline";

export default scenario({
  title: "a job queue that loses nothing",
  duration: "30s",

  nodes: { broker: jobBroker(), ledger: jobLedger(), ...replicas(["ann", "bob", "cat"], jobWorker({ work: "5ms" })) },
  network: lan({ latency: ["1ms", "10ms"], loss: 0.03 }),
  machine: { boot: "50ms", disk: { sync: ["1ms", "4ms"] } },

  workload: {
    clients: 3,
    every: "150ms",
    timeout: "300ms",
    to: ["broker"],
    request: (_random, { client, number }) => ({ kind: "submit", job: `${client}.${number}` }),
  },

  faults: [
    { every: "2s", for: "300ms", crash: { any: 1 } },
    { every: "5s", for: "200ms", crash: "broker", by: "torn" },
    { at: "7s", for: "2s", partition: "ledger" },
    { at: "15s", for: "1s", pause: ["ann", "bob"] },
  ],

  always: {
    "no job is done twice": ({ node }) => {
      const twice = doneTwice(node.ledger.state);
      return twice.length === 0 || because(`${twice.join(", ")} was done more than once`, ["ledger"]);
    },
  },
  sometimes: {
    "jobs pile up": ({ node }) => node.broker.state.open.length > 10,
  },
  eventually: {
    "every accepted job is done": ({ history, node }) => {
      const accepted = history.filter(({ outcome }) => outcome === "ok").map(({ result }) => result);
      const lost = accepted.filter((job) => node.ledger.state.times[job] === undefined);
      return lost.length === 0 || because(`${lost.join(", ")} was accepted and never done`, ["broker", "ledger"]);
    },
  },
});
