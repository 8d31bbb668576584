import { type Finding, type Predicate, type Property, predicateOf } from "../node/property.js";
import type { Plan } from "../scenario/plan.js";
import type { PropertyKind, PropertyReport } from "../simulation/report.js";
import type { LiveWorld } from "../simulation/world.js";
import type { PropertyTrack } from "./recording.js";

type Change = PropertyTrack["changes"][number];

/** A property that is asked after each step, by a predicate of its own: what the run asks stays as it is. */
class Asked implements PropertyTrack {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly changes: Change[] = [];
  private predicate: Predicate<LiveWorld> | null;

  constructor(kind: PropertyKind, name: string, property: Property<never>) {
    this.kind = kind;
    this.name = name;
    this.predicate = predicateOf(property as Property<LiveWorld>);
  }

  ask(step: number, world: LiveWorld): void {
    if (this.predicate === null) return;
    let finding: Finding;
    try {
      finding = this.predicate(world);
    } catch {
      // If the run is still asking, it says so itself.
      this.predicate = null;
      return;
    }
    const holds = finding === true;
    if (this.changes.at(-1)?.holds === holds) return;
    this.changes.push({ step, holds, because: typeof finding === "object" ? finding.because : "" });
  }
}

/** How the properties of a run fared. */
export class PropertyLog {
  private readonly asked: readonly Asked[];
  private readonly healthy: Asked | null;
  private readonly world: LiveWorld;

  constructor({ always, sometimes, recovers }: Plan, world: LiveWorld) {
    this.world = world;
    this.asked = [
      ...always.map(([name, property]) => new Asked("always", name, property)),
      ...sometimes.map(([name, property]) => new Asked("sometimes", name, property)),
    ];
    this.healthy = recovers === null ? null : new Asked("recovers", "healthy", recovers.healthy);
  }

  note(step: number): void {
    for (const property of this.asked) property.ask(step, this.world);
    this.healthy?.ask(step, this.world);
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
