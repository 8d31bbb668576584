import { Digest } from "../../src/kernel/digest.js";
import type { Latency } from "../../src/kernel/latency.js";
import { latencySampler } from "../../src/kernel/latency.js";
import { defaultLimits, type Limits } from "../../src/kernel/limits.js";
import { Priority } from "../../src/kernel/queue.js";
import { Seed, type SeedLike } from "../../src/kernel/random.js";
import { type Delay, toUs } from "../../src/kernel/time.js";
import type { Condition, Disturbance, LinkSpec, NetworkSpec, Traffic } from "../../src/network/network.js";
import type { Scope } from "../../src/network/scope.js";
import { type Effect, Occasion, type ProcessError } from "../../src/node/host.js";
import type { FailureOrigin, Machine } from "../../src/node/machine.js";
import type { MachineSpec } from "../../src/node/machine-spec.js";
import { type DrainMethod, type Pause, runSlices } from "../../src/node/microtasks.js";
import type { AnyProcess } from "../../src/node/process.js";
import { Cluster, directedFrom, type RecordedEvent, type Surroundings } from "../../src/simulation/cluster.js";

/** What a rig is made of; all of it has a default but the nodes. */
export interface RigOptions {
  readonly seed?: SeedLike;
  /** A perfect network with a millisecond each way, unless given. */
  readonly network?: NetworkSpec;
  /** The hardware of all nodes, or of each by name. */
  readonly machine?: MachineSpec | ((name: string) => MachineSpec);
  readonly clients?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Keeps a digest of contents of messages, too. */
  readonly thorough?: boolean;
}

/**
 * A cluster in a test's hands, without scenario, timetable or verdict: the test schedules what it does to the cluster,
 * lets time pass, and looks at what has come of it.
 */
export class Rig implements Surroundings {
  readonly cluster: Cluster;
  /** Replies to clients, in order of arrival. */
  readonly replies: { client: string; ticket: number; answer: unknown; atUs: number }[] = [];
  /** Processes that failed by themselves. */
  readonly failures: { node: string; error: ProcessError; atUs: number }[] = [];
  /** All changes of lifecycle, as "ann crashed". */
  readonly lifecycle: string[] = [];
  /** What was thrown out of the cluster itself, as a limit is. */
  thrown: unknown = null;

  constructor(processes: Readonly<Record<string, AnyProcess>>, options: RigOptions = {}) {
    const { seed = 42, network = { latency: "1ms" }, machine = {}, clients = [], limits, thorough = false } = options;
    const spec = {
      processes,
      machine: typeof machine === "function" ? machine : () => machine,
      network,
      clients,
      limits: { ...defaultLimits, ...limits },
    };
    this.cluster = new Cluster(spec, new Seed(seed), this);
    if (thorough) this.cluster.contents = new Digest();
  }

  /** Does something at an instant, before everything else that happens then. */
  at(time: Delay, act: () => void): this {
    this.cluster.queue.schedule(toUs(time), Priority.control, directedFrom, 0, 0, 0, act);
    return this;
  }

  machine(name: string): Machine {
    return this.cluster.machines[this.cluster.numberOf(name)] as Machine;
  }

  /** The state of a node. */
  state<State>(name: string): State {
    return this.machine(name).state as State;
  }

  /** Sends a message in the name of a peer. */
  send(from: string, to: string, message: unknown): void {
    const { cluster } = this;
    cluster.transmit(cluster.peers.indexOf(from), cluster.numberOf(to), cluster.nowUs, message, 0);
  }

  /** Sends a request in the name of a client; returns its ticket. */
  ask(client: string, node: string, request: unknown): number {
    const { cluster } = this;
    const from = cluster.peers.indexOf(client);
    const ticket = cluster.newTicket(from);
    cluster.transmit(from, cluster.numberOf(node), cluster.nowUs, request, ticket);
    return ticket;
  }

  /** Lets everything happen up to an instant and at it; for protocols only, whose steps leave no promises behind. */
  run(until: Delay = "1000d"): this {
    const untilUs = toUs(until);
    const { queue } = this.cluster;
    for (let nextUs = queue.peekUs(); nextUs !== undefined && nextUs <= untilUs; nextUs = queue.peekUs()) {
      this.cluster.happen();
      this.cluster.settle();
    }
    return this;
  }

  /** As `run`, for programs: after each of their steps all promises are drained. Rejects with what ends the run. */
  async play(until: Delay = "1000d", method: DrainMethod | "best" = "best"): Promise<this> {
    const untilUs = toUs(until);
    const { cluster } = this;
    // Around a drain nothing may be caught: what leaves it belongs to Node.
    const attempt = (act: () => void) => {
      try {
        act();
      } catch (thrown) {
        this.thrown = thrown;
      }
    };
    const slice = (drain: (() => void) | null): Pause => {
      for (let events = 0; events < 5_000; events++) {
        attempt(() => cluster.settle());
        if (this.thrown !== null || (cluster.queue.peekUs() ?? Number.POSITIVE_INFINITY) > untilUs) return "over";
        attempt(() => cluster.happen());
        if (cluster.current?.process.kind !== "program") continue;
        if (drain === null) return "drain";
        drain();
      }
      return "time is up";
    };
    const failed = (thrown: unknown, origin: FailureOrigin) => attempt(() => cluster.current?.fail(thrown, origin));
    await runSlices({ slice, failed }, { method });
    if (this.thrown !== null) throw this.thrown;
    return this;
  }

  /** Begins something wrong with some links; the returned function ends it. */
  cut(scope: Scope, onEffect = () => {}): () => void {
    const cut: Disturbance = { scope, onEffect };
    this.cluster.network.addCut(cut);
    return () => this.cluster.network.remove(cut);
  }

  hold(scope: Scope, onEffect = () => {}): () => void {
    const hold: Disturbance = { scope, onEffect };
    this.cluster.network.addHold(hold);
    return () => {
      this.cluster.network.remove(hold);
      this.cluster.releaseHeld();
    };
  }

  disturb(
    scope: Scope,
    wrong: Pick<LinkSpec, "loss" | "duplicate" | "reorder" | "corrupt"> & { delay?: Latency; name?: string },
    onEffect = () => {},
  ): () => void {
    const { delay, name = "disturbance", ...rest } = wrong;
    const key = this.cluster.seed.key(name);
    const condition: Condition = {
      ...rest,
      ...(delay === undefined ? {} : { delay: latencySampler(delay) }),
      scope,
      onEffect,
      key,
    };
    this.cluster.network.addCondition(condition);
    return () => this.cluster.network.remove(condition);
  }

  /** The numbers of nodes and clients, as scopes need them. */
  numbers(...names: readonly string[]): number[] {
    return names.map((name) => this.cluster.numberOf(name));
  }

  get peerCount(): number {
    return this.cluster.peers.length;
  }

  get nowUs(): number {
    return this.cluster.nowUs;
  }

  get traffic(): Traffic {
    return this.cluster.network.traffic;
  }

  get digest(): string {
    return this.cluster.digest.toString();
  }

  /** How many messages are on their way. */
  get inFlight(): number {
    let count = 0;
    this.cluster.queue.visit((kind) => {
      if (kind === Occasion.message) count++;
    });
    return count;
  }

  /** Records everything from now on. */
  record(): { events: RecordedEvent[]; effects: Effect[] } {
    const notes: { events: RecordedEvent[]; effects: Effect[] } = { events: [], effects: [] };
    this.cluster.recorder = {
      event: (event) => notes.events.push(event),
      effect: (effect) => notes.effects.push(effect),
    };
    return notes;
  }

  // What the cluster tells and asks of those around it.

  direct(_kind: number, _who: number, _what: number, act: unknown): void {
    (act as () => void)();
  }

  reply(client: number, ticket: number, answer: unknown): void {
    this.replies.push({ client: this.cluster.peers[client] as string, ticket, answer, atUs: this.nowUs });
  }

  lifecycleChanged(node: number): void {
    const machine = this.cluster.machines[node] as Machine;
    this.lifecycle.push(`${machine.name} ${machine.status}`);
  }

  processFailed(node: number, error: ProcessError): void {
    this.failures.push({ node: this.cluster.names[node] as string, error, atUs: this.nowUs });
  }
}
