import { type Finding, type Predicate, type Property, predicateOf } from "../node/property.js";
import type { Plan } from "../scenario/plan.js";
import type { World } from "../scenario/scenario.js";
import type { PropertyKind, PropertyReport } from "../simulation/report.js";
import type { PropertyTrack } from "./recording.js";

type Change = PropertyTrack["changes"][number];

/** A world that notices whether somebody looks at more than the nodes. */
class Witness implements World {
  /** Whether somebody has asked for the time, or for what the clients have done. */
  isTimely = false;
  private readonly live: World;

  constructor(live: World) {
    this.live = live;
  }

  get nodes(): World["nodes"] {
    return this.live.nodes;
  }

  get node(): World["node"] {
    return this.live.node;
  }

  get correct(): World["correct"] {
    return this.live.correct;
  }

  get nowUs(): number {
    this.isTimely = true;
    return this.live.nowUs;
  }

  get history(): World["history"] {
    this.isTimely = true;
    return this.live.history;
  }
}

/** A property that is asked after each step, by a predicate of its own: what the run asks stays as it is. */
class Asked implements PropertyTrack {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly changes: Change[] = [];
  private predicate: Predicate<World> | null;
  /** Whether the answer may be another one even if nothing about the nodes has changed. */
  private mayTurn: boolean;

  constructor(kind: PropertyKind, name: string, property: Property<never>) {
    this.kind = kind;
    this.name = name;
    this.predicate = predicateOf(property as Property<World>);
    // One that remembers goes by each step.
    this.mayTurn = typeof property !== "function";
  }

  ask(step: number, world: Witness, haveNodesChanged: boolean): void {
    const isKnown = this.changes.length > 0 && !haveNodesChanged && !this.mayTurn;
    if (this.predicate === null || isKnown) return;
    let finding: Finding;
    world.isTimely = false;
    try {
      finding = this.predicate(world);
    } catch {
      // If the run is still asking, it says so itself.
      this.predicate = null;
      return;
    }
    this.mayTurn ||= world.isTimely;
    const holds = finding === true;
    if (this.changes.at(-1)?.holds === holds) return;
    this.changes.push({ step, holds, because: typeof finding === "object" ? finding.because : "" });
  }
}

/** How the properties of a run fared. */
export class PropertyLog {
  private readonly asked: readonly Asked[];
  private readonly healthy: Asked | null;
  private readonly world: Witness;

  constructor({ always, sometimes, recovers }: Plan, world: World) {
    this.world = new Witness(world);
    this.asked = [
      ...always.map(([name, property]) => new Asked("always", name, property)),
      ...sometimes.map(([name, property]) => new Asked("sometimes", name, property)),
    ];
    this.healthy = recovers === null ? null : new Asked("recovers", "healthy", recovers.healthy);
  }

  note(step: number, haveNodesChanged: boolean): void {
    for (const property of this.asked) property.ask(step, this.world, haveNodesChanged);
    this.healthy?.ask(step, this.world, haveNodesChanged);
  }

  /** Those that were asked on the way, and behind them those that were judged at the end, in the order of the report. */
  tracks(properties: readonly PropertyReport[], lastStep: number): readonly PropertyTrack[] {
    const judged = properties.filter(({ kind }) => kind !== "always" && kind !== "sometimes");
    return [...this.asked, ...judged.map((property) => trackOf(property, lastStep))];
  }

  health(): PropertyTrack | null {
    return this.healthy;
  }
}

function trackOf({ kind, name, verdict, step, evidence }: PropertyReport, lastStep: number): PropertyTrack {
  const isKnown = verdict === "held" || verdict === "violated";
  const change = { step: step ?? lastStep, holds: verdict === "held", because: evidence.join(" ") };
  return { kind, name, changes: isKnown ? [change] : [] };
}
