import { defaultLimits } from "../../../src/kernel/limits.js";
import { Priority } from "../../../src/kernel/queue.js";
import { Seed, type SeedLike } from "../../../src/kernel/random.js";
import { type Duration, toUs } from "../../../src/kernel/time.js";
import type { NetworkSpec } from "../../../src/network/network.js";
import type { Scope } from "../../../src/network/scope.js";
import type { Answer } from "../../../src/node/context.js";
import type { Machine } from "../../../src/node/machine.js";
import type { MachineSpec } from "../../../src/node/machine-spec.js";
import { replicas } from "../../../src/node/process.js";
import { predicateOf } from "../../../src/node/property.js";
import type { NodeView, Views } from "../../../src/node/view.js";
import { type KeyValueRequest, keyValue } from "../../../src/objects/key-value.js";
import type { RaftOptions } from "../../../src/protocols/raft/options.js";
import { raftSafety } from "../../../src/protocols/raft/properties.js";
import { type RaftNodeState, raft } from "../../../src/protocols/raft/raft.js";
import { Cluster, directedFrom } from "../../../src/simulation/cluster.js";

export interface PlaySpec {
  readonly nodes?: readonly string[];
  readonly seed?: SeedLike;
  readonly network?: NetworkSpec;
  readonly machine?: MachineSpec;
  readonly options?: RaftOptions;
}

/** A cluster of Raft nodes under a virtual clock. After every event it asks whether what Raft promises still holds. */
export class Play {
  readonly cluster: Cluster;
  readonly views: Views<RaftNodeState>;
  /** By request, in order: what was answered, or null. */
  readonly answers: (Answer | null)[] = [];
  readonly failures: string[] = [];
  private readonly client: number;
  private readonly tickets = new Map<number, number>();
  private readonly directions: (() => void)[] = [];
  private readonly predicates = Object.entries(raftSafety).map(
    ([name, property]) => [name, predicateOf(property)] as const,
  );
  private correct: readonly NodeView<RaftNodeState>[] | null = null;

  constructor({
    nodes = ["ann", "bob", "cat", "dan", "eve"],
    seed = 1,
    network = {},
    machine = {},
    options,
  }: PlaySpec) {
    this.client = nodes.length;
    this.cluster = new Cluster(
      {
        processes: replicas(nodes, raft(keyValue, options)),
        machine: () => machine,
        network: { latency: "1ms", ...network },
        clients: ["client"],
        limits: defaultLimits,
      },
      new Seed(seed),
      {
        direct: (_kind, _who, what) => this.directions[what](),
        reply: (_client, ticket, answer) => {
          this.answers[this.tickets.get(-ticket) as number] = answer as Answer;
        },
        lifecycleChanged: () => {
          this.correct = null;
        },
        processFailed: (node, { message }) => this.failures.push(`${nodes[node]}: ${message}`),
      },
    );
    const viewed = this.cluster.machines.map(viewOf);
    const play = this;
    this.views = {
      nodes: viewed,
      get correct() {
        play.correct ??= viewed.filter(({ status }) => status !== "crashed");
        return play.correct;
      },
      get nowUs() {
        return play.cluster.nowUs;
      },
    };
  }

  machine(name: string): Machine {
    return this.cluster.machines[this.cluster.names.indexOf(name)];
  }

  state(name: string): RaftNodeState {
    return this.machine(name).state as RaftNodeState;
  }

  /** The leaders, the one of the latest term first. */
  get leaders(): readonly string[] {
    const leading = this.views.correct.filter(({ state }) => state.role === "leader");
    return leading.sort((a, b) => b.state.term - a.state.term).map(({ name }) => name);
  }

  /** Sends a client's request to a node, at once; gives its place among the answers. */
  ask(name: string, request: KeyValueRequest): number {
    const { cluster } = this;
    const ticket = cluster.newTicket(this.client);
    const place = this.answers.push(null) - 1;
    this.tickets.set(ticket, place);
    cluster.transmit(this.client, cluster.numberOf(name), cluster.nowUs, request, ticket);
    return place;
  }

  /** Lets something happen at an instant. */
  at(when: Duration, what: () => void): this {
    const number = this.directions.push(what) - 1;
    this.cluster.queue.schedule(toUs(when), Priority.control, directedFrom, 0, 0, number, null);
    return this;
  }

  /** Cuts the links of a scope; gives what mends them again. */
  cut(scope: Scope): () => void {
    const { network } = this.cluster;
    const cut = { scope, onEffect: () => {} };
    network.addCut(cut);
    return () => network.remove(cut);
  }

  /** The numbers of nodes, as scopes want them. */
  numbers(...names: readonly string[]): readonly number[] {
    return names.map((name) => this.cluster.numberOf(name));
  }

  /** Plays on to an instant; throws if what must always hold does not. */
  until(when: Duration): this {
    const { cluster, predicates, views } = this;
    const untilUs = toUs(when);
    while ((cluster.queue.peekUs() ?? Number.POSITIVE_INFINITY) <= untilUs) {
      cluster.happen();
      cluster.settle();
      for (const [name, predicate] of predicates) {
        const finding = predicate(views);
        if (finding !== true) throw new Error(`${name}: ${JSON.stringify(finding)}`);
      }
    }
    return this;
  }
}

function viewOf(machine: Machine): NodeView<RaftNodeState> {
  return {
    name: machine.name,
    byzantine: false,
    get state() {
      return machine.state as RaftNodeState;
    },
    get status() {
      return machine.status;
    },
    get reason() {
      return machine.reason;
    },
  };
}
