import { assert } from "../kernel/assert.js";
import type { Edit } from "../simulation/edits.js";
import type { Simulation } from "../simulation/simulation.js";
import type { Care } from "./difference.js";
import { FaultLog } from "./fault-log.js";
import { LinkLog } from "./link-log.js";
import { Lists } from "./lists.js";
import { NodeLog } from "./node-log.js";
import { PropertyLog } from "./property-log.js";
import type { Recording, StateChange } from "./recording.js";
import { StepLog } from "./step-log.js";
import { Wire } from "./wire.js";

/** Takes down a run as it is played. */
export class RunLog {
  /** Whether nothing has changed unnoticed. */
  isTrue = true;
  /** Where something has, by paths into states. */
  readonly missed = new Set<number>();
  private readonly simulation: Simulation;
  /** Whether all nodes are looked at after each step. */
  private readonly isThorough: boolean;
  private readonly steps: StepLog;
  private readonly nodes: readonly NodeLog[];
  private readonly links: LinkLog;
  private readonly faults: FaultLog;
  private readonly properties: PropertyLog;

  constructor(simulation: Simulation, care: Care) {
    const { cluster, world, plan } = simulation;
    this.simulation = simulation;
    this.isThorough = care.inFull === "all";
    this.steps = new StepLog(cluster, simulation.glossary(), () => this.check());
    this.nodes = cluster.machines.map((machine, node) => new NodeLog(machine, world.nodes[node], care));
    this.links = new LinkLog(cluster.network);
    this.faults = new FaultLog(simulation.occurrences);
    this.properties = new PropertyLog(plan, world);
    cluster.recorder = this.steps;
  }

  /** The event under way has brought about all that it does. */
  conclude(): void {
    const { steps } = this;
    const step = steps.length - 1;
    if (steps.concluded > step) return;
    steps.conclude();
    const who = steps.whoOf(step);
    let hasChanged = false;
    if (who < 0 || this.isThorough) {
      for (let node = 0; node < this.nodes.length; node++) hasChanged = this.noteNode(node, step) || hasChanged;
      this.links.note(step);
      this.faults.note(step);
    } else if (who < this.nodes.length) hasChanged = this.noteNode(who, step);
    // A step that was cut short shows the nodes as nobody ever sees them; and what is to hold at the end has been asked.
    if (!this.simulation.isCutShort && steps.kindOf(step) !== "run ends") this.properties.note(step, hasChanged);
  }

  /** The run is over. */
  end(): void {
    this.conclude();
    this.check();
  }

  recording(seed: string, edits: readonly Edit[]): Recording {
    const { simulation, steps, nodes, links } = this;
    const { plan, cluster, world } = simulation;
    const report = simulation.report();
    const wire = new Wire(steps, (peer) => cluster.peers[peer]);
    const own = new Lists(cluster.peers.length, steps.length, (step) => steps.whoOf(step));
    const node = (number: number) => {
      assert(nodes[number] !== undefined, "only nodes have states and conditions");
      return nodes[number];
    };
    const changesOf = (step: number, of: (node: NodeLog) => readonly StateChange[]) => {
      const who = steps.whoOf(step);
      if (who < 0 || this.isThorough) return nodes.flatMap(of);
      return who < nodes.length ? of(nodes[who]) : [];
    };
    return {
      plan,
      seed,
      edits,
      report,
      length: steps.length,
      peers: cluster.peers,
      nodeCount: nodes.length,
      atUs: (step) => steps.atUs(step),
      whoOf: (step) => steps.whoOf(step),
      kindOf: (step) => steps.kindOf(step),
      fromOf: (step) => steps.fromOf(step),
      causeOf: (step) => steps.causeOf(step),
      beforeOf: (step) => steps.beforeOf(step),
      hasReached: (step) => steps.hasReached(step),
      stepAt: (step) => steps.stepAt(step),
      packetsOf: (step) => wire.packetsOf(step),
      digestAt: (step) => steps.digestAt(step),
      stepsOf: (peer) => own.of(peer),
      stateAt: (number, step) => node(number).stateAt(step),
      peekAt: (number, step) => node(number).peekAt(step),
      belongingsAt: (number, step) => node(number).belongingsAt(step),
      belongingsChangesOf: (step) => changesOf(step, (each) => each.belongingsChangesOf(step)),
      conditionAt: (number, step) => node(number).conditionAt(step, steps.atUs(step)),
      summaryAt(number, step) {
        try {
          return plan.processes[cluster.names[number]].summary?.(node(number).stateAt(step) as object) ?? [];
        } catch {
          return [];
        }
      },
      changesOf: (step) => changesOf(step, (each) => each.changesOf(step)),
      ailmentsAt: (from, to, step) => links.ailmentsAt(from, to, step),
      faults: this.faults.spans((name) => cluster.numberOf(name)),
      troubles: nodes.flatMap((each) => each.troubles()).sort((one, other) => one.from - other.from),
      properties: this.properties.tracks(report.properties, steps.length - 1),
      health: this.properties.health(),
      history: world.history,
    };
  }

  /** Whether anything about the node has changed. */
  private noteNode(node: number, step: number): boolean {
    const log = this.nodes[node];
    const { incarnation } = log;
    const noted = log.note(step);
    if (noted === "missed") this.giveUp();
    if (log.incarnation !== incarnation) this.steps.forgetWaiting(node);
    return noted !== "same";
  }

  /** Looks whether all states are as they were noted. */
  private check(): void {
    if (this.isTrue && !this.isThorough && !this.nodes.every((node) => node.holds())) this.giveUp();
  }

  private giveUp(): void {
    this.isTrue = false;
    for (const node of this.nodes) if (!node.holds()) for (const path of node.missed()) this.missed.add(path);
  }
}
