import {
  counterStore,
  gossip,
  jobBroker,
  jobLedger,
  keyValue,
  lan,
  observedRemoveSet,
  raft,
  replicas,
  type Views,
} from "faultline";
import { chat } from "../../scenarios/libp2p.js";
import { payments } from "../../scenarios/payments.js";
import type { GossipOptions } from "../../src/protocols/gossip.js";
import type { RaftOptions } from "../../src/protocols/raft/options.js";
import type { RaftState } from "../../src/protocols/raft/state.js";
import type { Nodes } from "../../src/scenario/scenario.js";
import { resurrectingSet } from "../support/resurrecting-set.js";
import { forgetful } from "./forgetful-stores.js";
import { type Mistake, mistakenProgram } from "./mistaken-program.js";
import { type AnyScenario, type AnySource, type ShippedName, shipped } from "./shipped.js";

/** A scenario with a mistake in what its nodes run, and the check of that scenario which has to find it. */
export interface Twin {
  readonly of: ShippedName;
  readonly mistake: string;
  readonly broken: AnySource;
  /** The mistake is found within so many seeds, counted from 1. */
  readonly within: number;
  readonly caughtBy: string;
  /** Where the scenario that users get leaves it to luck: how this one differs, and the same without the mistake. */
  readonly variant?: { readonly what: string; readonly correct: AnySource };
}

const three = ["ann", "bob", "cat"] as const;
const four = [...three, "dan"] as const;
const five = [...four, "eve"] as const;
const seven = [...five, "fay", "mallory"] as const;

const kv = (options: RaftOptions) => raft(keyValue, options);
const linearizability = "linearizable key-value store";

const { swarm: swarming, libp2p, ...forms } = shipped;
const scenarios: Readonly<Record<keyof typeof forms, AnyScenario>> = forms;
const { partition, "crash-storm": crashStorm, "split-vote": splitVote, "lossy-disk": lossyDisk } = scenarios;
const { asymmetric, gossip: gossiping, "clock-skew": clockSkew, "job-queue": jobQueue } = scenarios;
const { "express-api": expressApi, "shared-document": sharedDocument } = scenarios;

// The scenarios with other options for what their nodes run.

const partitionOf = (options: RaftOptions) => ({ ...partition, nodes: replicas(five, kv(options)) });
const gossipOf = (options: GossipOptions, set = observedRemoveSet) => ({
  ...gossiping,
  nodes: replicas(seven, gossip(set, { every: "200ms", fanout: 2, ...options })),
});
const crashStormOf = (options: RaftOptions) => ({
  ...crashStorm,
  nodes: replicas(five, kv({ maxBatch: 1, ...options })),
});
const splitVoteOf = (options: RaftOptions, names: readonly string[] = four) => {
  const impatient = { electionTimeout: ["150ms", "170ms"], preVote: false, checkQuorum: false } as const;
  return { ...splitVote, nodes: replicas(names, kv({ ...impatient, ...options })) };
};
const lossyDiskOf = (options: RaftOptions) => ({
  ...lossyDisk,
  nodes: replicas(three, kv({ maxBatch: 8, ...options })),
});
const asymmetricOf = (options: RaftOptions) => ({ ...asymmetric, nodes: replicas(five, kv(options)) });

// Real programs with a mistake in their source.

const service = (name: "payments" | "stock", mistake: Mistake) => ({
  [name]: mistakenProgram(`express-api/${name}.ts`, mistake)({ env: { PORT: "80" }, inspect: "ledger" }),
});
const gateway = (mistake: Mistake) => {
  const env = { PORT: "80", STOCK_URL: "http://stock", PAYMENTS_URL: "http://payments" };
  return { api: mistakenProgram("express-api/gateway.ts", mistake)({ env, inspect: "breakers" }) };
};
const expressApiWith = (nodes: Nodes): AnyScenario => ({ ...expressApi, nodes: { ...expressApi.nodes, ...nodes } });
const sharedDocumentWith = (mistake: Mistake): AnyScenario => {
  const replica = mistakenProgram("shared-document/replica.ts", mistake);
  const peersOf = (name: string) => three.filter((peer) => peer !== name).join(",");
  const start = (name: string) => replica({ env: { NAME: name, PORT: "80", PEERS: peersOf(name) }, inspect: "page" });
  return { ...sharedDocument, nodes: Object.fromEntries(three.map((name) => [name, start(name)])) };
};

const swarmOf =
  (options: RaftOptions): AnySource =>
  (draw) => {
    const form: AnyScenario = swarming(draw);
    return { ...form, nodes: replicas(Object.keys(form.nodes), kv(options)) };
  };

/** The scenarios as they are written down here: without options, they are those that users get. */
export const rewritten: Readonly<Partial<Record<ShippedName, AnyScenario>>> = {
  partition: partitionOf({}),
  gossip: gossipOf({}),
  "crash-storm": crashStormOf({}),
  "split-vote": splitVoteOf({}),
  "lossy-disk": lossyDiskOf({}),
  asymmetric: asymmetricOf({}),
};

// Variants, each with faults and a network that are aimed at one mistake.

/** Two stand in one term, in which somebody else has cast its vote. */
const isContested =
  (afterUs: number) =>
  ({ nodes, nowUs }: Views<unknown>) => {
    if (nowUs < afterUs) return false;
    const states = nodes.filter(({ status }) => status === "up").map(({ state }) => state as RaftState);
    const terms = states.filter(({ role }) => role === "candidate").map(({ term }) => term);
    const isSplit = ({ term }: RaftState) => terms.indexOf(term) < terms.lastIndexOf(term);
    return states.some((state) => state.role === "follower" && state.votedFor !== null && isSplit(state));
  };

const crashingVoters = (options: RaftOptions): AnyScenario => ({
  ...splitVoteOf({ electionTimeout: ["150ms", "160ms"], ...options }, three),
  machine: { boot: "1ms" },
  faults: [
    { every: "2500ms", for: "1ms", crash: "leader" },
    { when: isContested(2_000_000), for: "1ms", crash: "follower" },
    { when: isContested(8_000_000), for: "1ms", crash: "follower" },
    { when: isContested(14_000_000), for: "1ms", crash: "follower" },
  ],
});
const lateVotes = (options: RaftOptions) => ({
  ...splitVoteOf({ electionTimeout: ["150ms", "300ms"], ...options }, three),
  network: lan({ latency: ["2ms", "200ms"] }),
});

/** Faults come late, since the first leader does, too. */
const evenLinks = (options: RaftOptions): AnyScenario => ({
  ...splitVoteOf(options),
  duration: "60s",
  network: lan({ latency: "7ms" }),
  faults: [
    { at: "30s", for: "1s", crash: "leader" },
    { at: "45s", for: "1s", pause: "leader" },
  ],
});
const lossyLinks = (options: RaftOptions) => ({
  ...lossyDiskOf({ maxBatch: 1, ...options }),
  network: lan({ latency: ["1ms", "50ms"], loss: 0.1 }),
});

const libp2pOf = (env: Readonly<Record<string, string>>) => ({ ...libp2p, nodes: chat(env) }) as AnyScenario;

export const twins: readonly Twin[] = [
  {
    of: "partition",
    mistake: "truncates what matches",
    broken: partitionOf({ flaw: "truncates what matches" }),
    within: 30,
    caughtBy: linearizability,
  },
  {
    of: "partition",
    mistake: "neither pre-vote nor check-quorum",
    broken: partitionOf({ preVote: false, checkQuorum: false }),
    within: 20,
    caughtBy: "healthy within 2 s",
  },
  {
    of: "partition",
    mistake: "a deposed leader answers reads",
    broken: partitionOf({ checkQuorum: false, flaw: "reads without asking" }),
    within: 10,
    caughtBy: linearizability,
    variant: { what: "no leader steps down by itself", correct: partitionOf({ checkQuorum: false }) },
  },
  {
    of: "gossip",
    mistake: "merges wrongly",
    broken: gossipOf({ flaw: "merges wrongly" }),
    within: 10,
    caughtBy: "all hold the same",
  },
  {
    of: "gossip",
    mistake: "brings back what was removed",
    broken: gossipOf({}, resurrectingSet),
    within: 10,
    caughtBy: "eventually consistent set",
  },
  {
    of: "gossip",
    mistake: "trusts unsigned updates",
    broken: gossipOf({ flaw: "trusts unsigned updates" }),
    within: 10,
    caughtBy: "all hold the same",
  },
  {
    of: "gossip",
    mistake: "reuses dots after a crash",
    broken: gossipOf({ flaw: "reuses dots after a crash" }),
    within: 150,
    caughtBy: "nothing acknowledged is lost",
  },
  {
    of: "crash-storm",
    mistake: "counts old terms",
    broken: crashStormOf({ flaw: "counts old terms" }),
    within: 10,
    caughtBy: "commits by own term",
  },
  {
    of: "crash-storm",
    mistake: "acknowledges before syncing",
    broken: crashStormOf({ flaw: "acknowledges before syncing" }),
    within: 10,
    caughtBy: "committed is durable",
  },
  {
    of: "crash-storm",
    mistake: "believes any commit index",
    broken: crashStormOf({ flaw: "believes any commit index" }),
    within: 10,
    caughtBy: "nothing goes back",
  },
  {
    of: "crash-storm",
    mistake: "leaves next behind",
    broken: crashStormOf({ flaw: "leaves next behind" }),
    within: 10,
    caughtBy: "next is beyond match",
  },
  {
    of: "clock-skew",
    mistake: "a store without fencing",
    broken: { ...clockSkew, nodes: { ...clockSkew.nodes, store: counterStore({ fencing: false }) } },
    within: 10,
    caughtBy: "no update is lost",
  },
  {
    of: "split-vote",
    mistake: "timeouts that are hardly random",
    broken: evenLinks({ electionTimeout: ["150ms", "152ms"] }),
    within: 30,
    caughtBy: "healthy within 10 s",
    variant: { what: "faults come later, and all links take 7 ms", correct: evenLinks({}) },
  },
  {
    of: "split-vote",
    mistake: "forgets its vote",
    broken: crashingVoters({ flaw: "forgets its vote" }),
    within: 80,
    caughtBy: "one leader per term",
    variant: { what: "three nodes; who has voted crashes at once", correct: crashingVoters({}) },
  },
  {
    of: "split-vote",
    mistake: "counts stale votes",
    broken: lateVotes({ flaw: "counts stale votes" }),
    within: 100,
    caughtBy: "one leader per term",
    variant: { what: "three nodes; packets take up to 200 ms", correct: lateVotes({}) },
  },
  {
    of: "lossy-disk",
    mistake: "acknowledges before syncing",
    broken: lossyDiskOf({ flaw: "acknowledges before syncing" }),
    within: 10,
    caughtBy: "committed is durable",
  },
  {
    of: "lossy-disk",
    mistake: "reads without asking",
    broken: lossyDiskOf({ flaw: "reads without asking" }),
    within: 40,
    caughtBy: linearizability,
  },
  {
    of: "lossy-disk",
    mistake: "reads before committing",
    broken: lossyDiskOf({ flaw: "reads before committing" }),
    within: 60,
    caughtBy: linearizability,
  },
  {
    of: "lossy-disk",
    mistake: "acknowledges too much",
    broken: lossyLinks({ flaw: "acknowledges too much" }),
    within: 80,
    caughtBy: "committed is durable",
    variant: { what: "links are slow and lose one packet in ten", correct: lossyLinks({}) },
  },
  {
    of: "asymmetric",
    mistake: "neither pre-vote nor check-quorum",
    broken: asymmetricOf({ preVote: false, checkQuorum: false }),
    within: 10,
    caughtBy: "healthy within 2 s",
  },
  {
    of: "swarm",
    mistake: "acknowledges before syncing",
    broken: swarmOf({ flaw: "acknowledges before syncing" }),
    within: 10,
    caughtBy: "committed is durable",
  },
  {
    of: "swarm",
    mistake: "reads without asking",
    broken: swarmOf({ flaw: "reads without asking" }),
    within: 60,
    caughtBy: linearizability,
  },
  {
    of: "job-queue",
    mistake: "a broker that is not durable",
    broken: { ...jobQueue, nodes: { ...jobQueue.nodes, broker: jobBroker({ durable: false }) } },
    within: 10,
    caughtBy: "every accepted job is done",
  },
  {
    of: "job-queue",
    mistake: "a ledger that enters all it gets",
    broken: { ...jobQueue, nodes: { ...jobQueue.nodes, ledger: jobLedger({ once: false }) } },
    within: 10,
    caughtBy: "no job is done twice",
  },
  {
    of: "write-ahead-log",
    mistake: "forgets to sync its log",
    broken: forgetful("sync of the log"),
    within: 4,
    caughtBy: "every acknowledged write survives",
  },
  {
    of: "payments",
    mistake: "does not mind keys",
    broken: {
      ...forms.payments,
      nodes: { ...forms.payments.nodes, payments: payments({ mindsKeys: false }) },
    } as AnyScenario,
    within: 10,
    caughtBy: "no order is charged twice",
  },
  {
    of: "express-api",
    mistake: "a journal that does not wait for the disk",
    broken: expressApiWith(
      service("payments", { file: "journal.ts", written: "    await this.file.datasync();\n", wrong: "" }),
    ),
    within: 2,
    caughtBy: "every accepted order is reserved and charged",
  },
  {
    of: "express-api",
    mistake: "a journal whose name is not durable",
    broken: expressApiWith(
      service("payments", { file: "journal.ts", written: "    await folder.sync();\n", wrong: "" }),
    ),
    within: 8,
    caughtBy: "every accepted order is reserved and charged",
  },
  {
    of: "express-api",
    mistake: "idempotency keys that a restart forgets",
    broken: expressApiWith(
      service("payments", {
        file: "ledger.ts",
        written: "  for (const { key } of journal.entries) known.set(key, Promise.resolve());\n",
        wrong: "",
      }),
    ),
    within: 8,
    caughtBy: "no order is charged twice",
  },
  {
    of: "express-api",
    mistake: "a new idempotency key for each attempt",
    broken: expressApiWith(
      gateway({
        file: "backend.ts",
        written: '"Idempotency-Key": key',
        wrong: '"Idempotency-Key": crypto.randomUUID()',
      }),
    ),
    within: 4,
    caughtBy: "no order is charged twice",
  },
  {
    of: "express-api",
    mistake: "orders that are accepted before they are charged",
    broken: expressApiWith(
      gateway({
        file: "gateway.ts",
        written: 'await payments.post("/charges", order, { order, amount });',
        wrong: 'payments.post("/charges", order, { order, amount }).catch(() => {});',
      }),
    ),
    within: 2,
    caughtBy: "every accepted order is reserved and charged",
  },
  {
    of: "express-api",
    mistake: "a breaker that stays open",
    broken: expressApiWith(
      gateway({ file: "backend.ts", written: "halfOpenAfter: 1_000", wrong: "halfOpenAfter: 3_600_000" }),
    ),
    within: 2,
    caughtBy: "healthy within 10 s",
  },
  {
    of: "shared-document",
    mistake: "no resync after a reconnect",
    broken: sharedDocumentWith({
      file: "link.ts",
      written: "  send(Kind.have, Y.encodeStateVector(doc));\n",
      wrong: "  inSync();\n",
    }),
    within: 2,
    caughtBy: "all show the same text",
  },
  {
    of: "shared-document",
    mistake: "acknowledges before syncing",
    broken: sharedDocumentWith({ file: "update-log.ts", written: "    await this.file.datasync();\n", wrong: "" }),
    within: 6,
    caughtBy: "every acknowledged word is there once",
  },
  {
    of: "shared-document",
    mistake: "one client id for all replicas",
    broken: sharedDocumentWith({
      file: "replica.ts",
      written: "const doc = new Y.Doc();",
      wrong: "const doc = Object.assign(new Y.Doc(), { clientID: 7 });",
    }),
    within: 8,
    caughtBy: "all show the same text",
  },
  {
    of: "shared-document",
    mistake: "a peer that came back is forgotten with its old socket",
    broken: sharedDocumentWith({
      file: "replica.ts",
      written: "    inSync.delete(socket);\n",
      wrong: "    for (const [other, name] of inSync) if (name === peer) inSync.delete(other);\n",
    }),
    within: 6,
    caughtBy: "healthy within 8 s",
  },
  {
    of: "libp2p",
    mistake: "forgets what it has seen sooner than others do",
    broken: libp2pOf({ SEEN_MS: "1000" }),
    within: 2,
    caughtBy: "nothing is heard twice",
  },
  {
    of: "libp2p",
    mistake: "takes messages of the same content for the same message",
    broken: libp2pOf({ IDS_OF: "content" }),
    within: 2,
    caughtBy: "all hear all",
  },
];

/** Those of which one seed takes as long as many of the others. */
export const slowTwins: readonly Twin[] = [
  {
    of: "libp2p",
    mistake: "keeps its key without syncing it",
    broken: libp2pOf({ SYNC_KEY: "no" }),
    within: 3,
    caughtBy: "everybody comes back as who it was",
  },
  {
    of: "libp2p",
    mistake: "does not hang up on those that gossipsub no longer talks to",
    broken: libp2pOf({ HANG_UP: "no" }),
    within: 8,
    caughtBy: "healthy within 15 s",
  },
  {
    of: "libp2p",
    mistake: "one of them does not sign",
    broken: { ...libp2pOf({}), nodes: { ...chat(), eve: chat({ SIGN: "no" }).eve } } as AnyScenario,
    within: 2,
    caughtBy: "all hear all",
  },
];
