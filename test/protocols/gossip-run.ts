import type { Operation } from "../../src/checks/history.js";
import type { SetRequest, SetResult } from "../../src/crdt/element.js";
import { equivocate, type Guise, type Interposer, replay, silence, tamper } from "../../src/faults/byzantine.js";
import { mutate } from "../../src/kernel/mutate.js";
import type { Random, Seed } from "../../src/kernel/random.js";
import { toUs } from "../../src/kernel/time.js";
import { betweenGroups } from "../../src/network/scope.js";
import type { Answer } from "../../src/node/context.js";
import type { ProtocolProcess } from "../../src/node/process.js";
import { type Signed, sign } from "../../src/node/signature.js";
import type { NodeView } from "../../src/node/view.js";
import type { GossipState } from "../../src/protocols/gossip.js";
import { Rig } from "../support/rig.js";

type SetOperation = Operation<SetRequest, SetResult>;

export interface GossipRun<State> {
  readonly process: ProtocolProcess<GossipState<State>, SetRequest>;
  readonly request: (random: Random) => SetRequest;
  /** What goes wrong. */
  readonly trouble: readonly ("partitions" | "crashes" | "pauses" | "disk errors")[];
  /** Makes a fifth node, eve, that sends something else than it should: its lies, one after another. */
  readonly lies?: (liar: Liar) => readonly Interposer[];
}

interface Liar extends Guise {
  readonly seed: Seed;
}

/** What there is at the end of a run: the world that properties are asked about. */
export interface GossipEnd<State> {
  readonly nodes: readonly NodeView<GossipState<State>>[];
  readonly correct: readonly NodeView<GossipState<State>>[];
  readonly nowUs: number;
  readonly history: readonly SetOperation[];
  readonly failures: readonly unknown[];
  readonly digest: string;
}

const correctNames = ["ann", "bob", "cat", "dan"];
const liarName = "eve";
const clients = ["client 1", "client 2", "client 3"];
const troubleUs = toUs("2s");
const restUs = toUs("2s");
const onEffect = () => {};

/** Two seconds of clients and trouble, two seconds of rest. */
export function gossipRun<State>(seed: number, run: GossipRun<State>): GossipEnd<State> {
  const { process, request, trouble, lies } = run;
  const names = lies === undefined ? correctNames : [...correctNames, liarName];
  const rig = new Rig(Object.fromEntries(names.map((name) => [name, process])), {
    seed,
    machine: { disk: { sync: ["1ms", "20ms"] } },
    network: { latency: ["1ms", "30ms"], loss: 0.05, duplicate: 0.05, reorder: 0.05 },
    clients,
  });
  const { cluster } = rig;
  const random = cluster.seed.stream("test");
  const history = new Map<number, SetOperation>();

  const turn = (client: string) => {
    if (cluster.nowUs > troubleUs) return;
    const node = random.pick(names);
    const operation = {
      process: history.size,
      request: request(random),
      invokedAt: cluster.step,
      invokedUs: cluster.nowUs,
      completedAt: Number.POSITIVE_INFINITY,
      completedUs: Number.POSITIVE_INFINITY,
      outcome: "unknown" as const,
      result: undefined,
      node,
    };
    history.set(rig.ask(client, node, operation.request), operation);
    rig.at(cluster.nowUs + random.int(toUs("10ms"), toUs("60ms")), () => turn(client));
  };
  for (const client of clients) rig.at(random.int(0, toUs("50ms")), () => turn(client));
  rig.reply = (_client, ticket, given) => {
    const answer = given as Answer<SetResult>;
    const done = { completedAt: cluster.step, completedUs: cluster.nowUs };
    const ok = answer.kind === "ok";
    const end = { outcome: ok ? "ok" : "failed", result: ok ? answer.value : undefined } as const;
    history.set(-ticket, { ...(history.get(-ticket) as SetOperation), ...done, ...end });
  };

  const spans = (kind: GossipRun<State>["trouble"][number], count: number, begin: () => () => void) => {
    for (let span = 0; span < (trouble.includes(kind) ? count : 0); span++) {
      const fromUs = random.int(0, troubleUs);
      const untilUs = Math.min(troubleUs, fromUs + random.int(toUs("50ms"), toUs("800ms")));
      rig.at(fromUs, () => rig.at(untilUs, begin()));
    }
  };
  spans("partitions", 2, () => {
    const nodes = random.shuffle(rig.numbers(...names));
    const half = random.int(1, nodes.length - 1);
    return rig.cut(betweenGroups(rig.peerCount, [nodes.slice(0, half), nodes.slice(half)]));
  });
  spans("crashes", 4, () => {
    const machine = random.pick(cluster.machines);
    machine.crash("power failure", random.chance(0.5));
    return () => machine.revive();
  });
  spans("pauses", 2, () => {
    const machine = random.pick(cluster.machines);
    machine.pause();
    return () => machine.unpause();
  });
  spans("disk errors", 3, () => {
    const { disk } = random.pick(cluster.machines);
    const kind = random.pick(["tearWrites", "fillDisk", "slowDisk", "failReads"] as const);
    const error = { kind, amount: kind === "slowDisk" ? 20 : 0.5, random, onEffect };
    disk.add(error);
    return () => disk.remove(error);
  });
  for (const lie of lies?.({ names: cluster.peers, random, onEffect, seed: cluster.seed }) ?? []) {
    const liar = cluster.numberOf(liarName);
    cluster.addInterposer(liar, lie);
    // As long as it lies, it may at any instant come out with something new, and the others need time to agree on it.
    rig.at(troubleUs, () => cluster.removeInterposer(liar, lie));
  }
  rig.run(troubleUs + restUs);

  const nodes = cluster.machines.map(({ name, state, status, reason }) => ({
    name,
    state: state as GossipState<State>,
    status,
    reason,
    byzantine: name === liarName,
  }));
  return {
    nodes,
    correct: nodes.filter(({ status, byzantine }) => status !== "crashed" && !byzantine),
    nowUs: cluster.nowUs,
    history: [...history.values()],
    failures: rig.failures,
    digest: rig.digest,
  };
}

/** Two ways to lie about what one was about to send. */
export function someLies(liar: Liar): readonly Interposer[] {
  const ways = [
    () => tamper(liar, undefined),
    () => replay(liar, 0.5),
    () => equivocate(liar, undefined),
    () => silence(liar, liar.random.sample(correctNames, 2)),
  ];
  return liar.random.sample(ways, 2).map((way) => way());
}

/** Changes its own updates in one small place each and signs them again, for some of the others or for each anew. */
export function inventions(liar: Liar): readonly Interposer[] {
  const { seed, random } = liar;
  const invent = (message: { readonly kind: string; readonly updates?: readonly Signed<unknown>[] }) => {
    if (message.kind !== "updates" || message.updates === undefined) return message;
    const updates = message.updates.map((update) =>
      update.by === liarName ? sign(seed, liarName, mutate(update.value, random)) : update,
    );
    return { ...message, updates };
  };
  return [random.chance(0.5) ? equivocate(liar, invent) : tamper(liar, invent)];
}

/** Sends this instead of everything. */
export function nothingBut(message: (seed: Seed) => unknown) {
  return ({ seed }: Liar): readonly Interposer[] => [() => [message(seed)]];
}
