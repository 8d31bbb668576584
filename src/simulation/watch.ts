import type { HealthChange } from "../checks/recovery.js";
import { Refusal } from "../kernel/refusal.js";
import { type Evidence, type Finding, type Predicate, predicateOf } from "../node/property.js";
import type { Plan, Properties } from "../scenario/plan.js";
import type { NodeReport, PropertyKind, PropertyReport } from "./report.js";
import type { LiveWorld } from "./world.js";

interface Named {
  readonly kind: PropertyKind;
  readonly name: string;
}

interface Asked extends Named {
  readonly ask: Predicate<LiveWorld>;
}

/** Asks the scenario's predicates about the nodes of a run, and keeps what they find. */
export class Watch {
  /** Each change of the service's health, where the scenario says what health is. */
  readonly healthChanges: HealthChange[] = [];
  /** Each time that somebody in the system noticed that something is wrong; null if nobody is asked. */
  readonly detectionsUs: number[] | null;
  private readonly world: LiveWorld;
  private readonly describeNode: (name: string) => NodeReport;
  private readonly always: readonly Asked[];
  private readonly sometimes: readonly Asked[];
  private readonly eventually: readonly Asked[];
  private awaited: readonly Asked[];
  private readonly healthy: Asked | null;
  private readonly detected: Asked | null;
  private wasHealthy = false;
  private wasDetected = false;
  private readonly reports = new Map<Asked, PropertyReport>();

  constructor(plan: Plan, world: LiveWorld, describeNode: (name: string) => NodeReport) {
    this.world = world;
    this.describeNode = describeNode;
    this.always = asked("always", plan.always);
    this.sometimes = asked("sometimes", plan.sometimes);
    this.eventually = asked("eventually", plan.eventually);
    this.awaited = this.sometimes;
    const { recovers } = plan;
    const [healthy, detected] = [recovers?.healthy, recovers?.detected].map((property, index) =>
      property == null ? null : asked("recovers", [[index === 0 ? "healthy" : "detected", property]])[0],
    );
    this.healthy = healthy;
    this.detected = detected;
    this.detectionsUs = detected === null ? null : [];
  }

  /** Whether there is anything to ask. */
  get isCurious(): boolean {
    return this.always.length > 0 || this.awaited.length > 0 || this.healthy !== null;
  }

  /** Looks at the nodes after an event; true if something that must always hold does not. */
  observe(step: number): boolean {
    for (const property of this.always) {
      const finding = this.ask(property);
      if (finding !== true) {
        this.note(property, "violated", step, finding);
        return true;
      }
    }
    if (this.awaited.length > 0) {
      for (const property of this.awaited) {
        if (this.ask(property) === true) this.note(property, "held", step, true);
      }
      this.awaited = this.awaited.filter((property) => !this.reports.has(property));
    }
    if (this.healthy !== null) this.observeHealth(this.healthy);
    return false;
  }

  /** Asks what must hold at the end. */
  judgeEnd(step: number): void {
    for (const property of this.eventually) {
      const finding = this.ask(property);
      this.note(property, finding === true ? "held" : "violated", step, finding);
    }
  }

  /** What is known of each property. What must always hold has held if the run came to its end. */
  propertyReports(finished: boolean): readonly PropertyReport[] {
    const open = (verdict: PropertyReport["verdict"]) => (property: Asked) =>
      this.reports.get(property) ?? report(property, verdict);
    return [
      ...this.always.map(open(finished ? "held" : "not judged")),
      ...this.sometimes.map(open("never happened")),
      ...this.eventually.map(open("not judged")),
    ];
  }

  private observeHealth(property: Asked): void {
    const { nowUs } = this.world;
    const healthy = this.ask(property) === true;
    if (healthy !== this.wasHealthy) {
      this.wasHealthy = healthy;
      // What changes back at the same instant has not changed.
      if (this.healthChanges.at(-1)?.atUs === nowUs) this.healthChanges.pop();
      else this.healthChanges.push({ atUs: nowUs, healthy });
    }
    if (this.detected === null) return;
    const detected = this.ask(this.detected) === true;
    if (detected && !this.wasDetected) this.detectionsUs?.push(nowUs);
    this.wasDetected = detected;
  }

  private ask(property: Asked): Finding {
    let finding: Finding;
    try {
      finding = property.ask(this.world);
    } catch (thrown) {
      return refuse(property, property.ask, `threw ${String(thrown)}`);
    }
    if (typeof finding !== "boolean") checkEvidence(property, finding, this.world);
    return finding;
  }

  private note(property: Asked, verdict: PropertyReport["verdict"], step: number, finding: Finding): void {
    const { because = "", nodes = [] } = typeof finding === "object" ? finding : ({} as Partial<Evidence>);
    this.reports.set(property, {
      ...report(property, verdict),
      step,
      atUs: this.world.nowUs,
      evidence: because === "" ? [] : [because],
      nodes: nodes.map(this.describeNode),
    });
  }
}

function asked(kind: PropertyKind, properties: Properties): Asked[] {
  return properties.map(([name, property]) => {
    try {
      return { kind, name, ask: predicateOf(property) };
    } catch (thrown) {
      return refuse({ kind, name }, property, `threw ${String(thrown)}`);
    }
  });
}

function refuse({ kind, name }: Named, value: unknown, problem: string): never {
  const path = kind === "recovers" ? `recovers.${name}` : `${kind}["${name}"]`;
  throw new Refusal([{ path, value, problem }]);
}

/** What a predicate in plain JavaScript returns may be anything. */
function checkEvidence(property: Asked, finding: unknown, { node }: LiveWorld): void {
  const { because, nodes = [] } = Object(finding) as Partial<Evidence>;
  if (typeof because !== "string" || !Array.isArray(nodes)) {
    const what = Object(finding) === finding ? "an object" : String(finding);
    refuse(
      property,
      property.ask,
      `returned ${what}: it must return true, false, or because(sentence, names of nodes)`,
    );
  }
  const stranger = nodes.find((name) => !Object.hasOwn(node, name));
  if (stranger !== undefined) refuse(property, property.ask, `blames "${stranger}", which is no node`);
}

function report({ kind, name }: Asked, verdict: PropertyReport["verdict"]): PropertyReport {
  return { kind, name, verdict, step: null, atUs: null, evidence: [], nodes: [] };
}
