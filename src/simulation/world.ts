import type { History } from "../checks/history.js";
import type { Machine } from "../node/machine.js";
import type { NodeView } from "../node/view.js";
import type { World } from "../scenario/scenario.js";
import type { Cluster } from "./cluster.js";

/** A node of a running cluster, seen as it is at the moment of asking. */
class LiveView implements NodeView {
  byzantine = false;
  private readonly machine: Machine;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  get name(): string {
    return this.machine.name;
  }

  get state(): object {
    return this.machine.state;
  }

  get status(): NodeView["status"] {
    return this.machine.status;
  }

  get reason(): string | null {
    return this.machine.reason;
  }
}

/** A running cluster as properties see it: nothing is copied. */
export class LiveWorld implements World {
  readonly nodes: readonly LiveView[];
  readonly node: Readonly<Record<string, LiveView>>;
  private readonly cluster: Cluster;
  private correctNodes: readonly LiveView[] | null = null;

  private readonly readHistory: () => History;

  constructor(cluster: Cluster, readHistory: () => History) {
    this.cluster = cluster;
    this.readHistory = readHistory;
    this.nodes = cluster.machines.map((machine) => new LiveView(machine));
    this.node = Object.fromEntries(this.nodes.map((view) => [view.name, view]));
  }

  get nowUs(): number {
    return this.cluster.queue.nowUs;
  }

  get history(): History {
    return this.readHistory();
  }

  get correct(): readonly LiveView[] {
    this.correctNodes ??= this.nodes.filter(({ status, byzantine }) => status !== "crashed" && !byzantine);
    return this.correctNodes;
  }

  /** The lifecycle of some node has changed. */
  lifecycleChanged(): void {
    this.correctNodes = null;
  }

  /** Once a node has deviated from its protocol, nothing is promised of it any more. */
  becomesByzantine(node: number): void {
    this.nodes[node].byzantine = true;
    this.correctNodes = null;
  }
}
