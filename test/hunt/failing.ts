import {
  type Draw,
  jobBroker,
  keyValue,
  lan,
  linearizable,
  mix,
  protocol,
  raft,
  raftSafety,
  replicas,
  scenario,
  swarm,
} from "faultline";
import type { ScenarioSource } from "../../src/scenario/realise.js";
import type { Edit } from "../../src/simulation/edits.js";
import { type AnyScenario, shipped } from "../scenarios/shipped.js";
import { twins } from "../scenarios/twins.js";

/** A run that fails, and what fails in it. */
export interface FailingRun {
  readonly source: AnyScenario | ScenarioSource;
  readonly seed: string;
  readonly edits: readonly Edit[];
  readonly fails: string;
}

const five = ["ann", "bob", "cat", "dan", "eve"] as const;
const impatient = { preVote: false, checkQuorum: false, electionTimeout: ["150ms", "160ms"] } as const;

/** Twelve rows, as chance might have drawn them. */
const manyFaults = scenario({
  title: "a vote is forgotten in a storm",
  duration: "20s",
  nodes: replicas(five, raft(keyValue, { flaw: "forgets its vote", ...impatient })),
  network: lan({ latency: ["2ms", "20ms"], loss: 0.01 }),
  machine: { boot: "1ms" },
  workload: {
    clients: 3,
    every: "50ms",
    timeout: "500ms",
    request: mix([
      [1, keyValue.get("x")],
      [1, (_, { unique }) => keyValue.put("x", unique())],
    ]),
  },
  faults: [
    { at: "1234ms", for: "1500ms", crash: "leader" },
    { at: "2345ms", for: "700ms", pause: { any: 1 } },
    { at: "3456ms", for: "2s", loss: "all", by: 0.2 },
    { at: "4567ms", for: "10ms", crash: "all" },
    { at: "5678ms", for: "1s", partition: { any: 2 } },
    { at: "6789ms", for: "1s", delay: { any: 2 }, by: ["10ms", "500ms"] },
    { every: "170ms", for: "1ms", crash: { any: 2, of: "follower" } },
    { at: "8901ms", for: "3s", partition: { from: "leader", to: "follower" } },
    { at: "9012ms", for: "2s", duplicate: "all", by: 0.5 },
    { every: "1300ms", for: "300ms", pause: "leader" },
    { at: "11123ms", for: "1s", pause: "leader" },
    { at: "12234ms", for: "3s", slow: "leader", by: 10 },
  ],
  always: raftSafety,
  consistency: linearizable(keyValue),
});

/** The same mistake, where nobody has told what happens. */
const drawnFaults = scenario({
  ...manyFaults,
  title: "a vote is forgotten in a swarm",
  duration: "3s",
  rest: "1s",
  faults: swarm({
    kinds: ["crash", "pause", "loss", "delay", "partition"],
    rows: [3, 10],
    lengths: ["1ms", "100ms"],
    atOnce: 3,
    whom: ["any", "all", "leader", "follower", "candidate"],
  }),
  consistency: [],
});

/** Five to nine nodes, and links that are slow, or slower. */
const drawn = (draw: Draw) =>
  scenario({
    title: "an open cluster",
    duration: draw.length("duration", "5s", "30s"),
    nodes: replicas(draw.int("nodes", 3, 9), raft(keyValue, { flaw: "counts old terms", maxBatch: 1 })),
    machine: { boot: "100ms", disk: { sync: ["1ms", "8ms"] } },
    workload: { clients: 3, every: "25ms", timeout: "400ms", request: (_, { unique }) => keyValue.put("x", unique()) },
    network: lan({ latency: draw.pick("latency", ["1ms", "5ms", ["1ms", "20ms"]]) }),
    faults: [
      { every: "1500ms", for: "700ms", crash: { any: 1 } },
      { at: "2s", for: "1s", loss: "all", by: draw.pick("loss", [0.01, 0.2, 0.5]) },
    ],
    always: raftSafety,
  });

/** Each node but the first is told once, and must know in the end. */
const telling = scenario({
  title: "some are told",
  duration: "1s",
  rest: "100ms",
  nodes: replicas(
    ["ann", "bob", "cat"],
    protocol<{ state: { told: boolean }; message: { kind: "tell" } }>({
      state: () => ({ told: false }),
      start: (cx) => {
        if (cx.name === "ann") for (const peer of cx.peers) cx.send(peer, { kind: "tell" });
      },
      on: {
        tell: (cx) => {
          cx.state.told = true;
        },
      },
    }),
  ),
  network: { latency: "1ms" },
  eventually: { "bob was told": ({ node }) => node.bob.state.told },
});

function twin(mistake: string): AnyScenario {
  return twins.find((one) => one.mistake === mistake)?.broken as AnyScenario;
}

const { "job-queue": jobQueue } = shipped;

export const failing = {
  "drawn faults": { source: drawnFaults, seed: "1834", edits: [], fails: 'always "one leader per term"' },
  "many faults": { source: manyFaults, seed: "69", edits: [], fails: 'always "one leader per term"' },
  "faults that wait for a moment": {
    source: twin("forgets its vote"),
    seed: "5",
    edits: [],
    fails: 'always "one leader per term"',
  },
  "an open scenario": { source: drawn as ScenarioSource, seed: "2", edits: [], fails: 'always "commits by own term"' },
  "nodes of several kinds": {
    source: { ...jobQueue, nodes: { ...jobQueue.nodes, broker: jobBroker({ durable: false }) } },
    seed: "1",
    edits: [],
    fails: 'eventually "every accepted job is done"',
  },
  "an inconsistent history": {
    source: twin("a deposed leader answers reads"),
    seed: "1",
    edits: [],
    fails: 'consistency "linearizable key-value store"',
  },
  "a slow recovery": {
    source: twin("neither pre-vote nor check-quorum"),
    seed: "3",
    edits: [],
    fails: 'recovers "healthy within 2 s"',
  },
  "edits of packets": {
    source: telling,
    seed: "1",
    edits: [
      { kind: "drop", step: 0, send: 0 },
      { kind: "drop", step: 0, send: 1 },
      { kind: "add fault", fault: { at: "500ms", for: "100ms", crash: "cat" } },
    ],
    fails: 'eventually "bob was told"',
  },
} satisfies Record<string, FailingRun>;
