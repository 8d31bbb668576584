import type { Random, Seed } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import { type Scope, touching } from "../network/scope.js";
import type { Loss } from "../node/loss.js";
import type { Machine } from "../node/machine.js";
import type { NodeView } from "../node/view.js";
import { describeFault, type Fault } from "./row.js";
import { partsSomebody, resolveShape, type Shape } from "./shape.js";
import { type Site, type Undo, type Verb, verbs } from "./verbs.js";
import { findsSomebody, resolveWhom, type Whom } from "./whom.js";

/** The run as a timetable sees it: what faults can lay hands on, who is there, and a way to be called back. */
export interface Stage {
  readonly nowUs: number;
  readonly seed: Seed;
  readonly machines: readonly Machine[];
  readonly views: readonly NodeView[];
  readonly peerCount: number;
  /** No fault begins at or after this instant. */
  readonly durationUs: number;
  site(): Omit<Site, "random" | "key" | "onEffect" | "onLosses">;
  callBack(what: "begin" | "end", number: number, atUs: number): void;
}

/** One time that a fault of the timetable happened. */
export interface Occurrence {
  /** Position of the row in the timetable. */
  readonly row: number;
  /** What the fault does, in words. */
  readonly text: string;
  /** The nodes it hit. */
  readonly nodes: readonly string[];
  readonly beganUs: number;
  /** When it first changed anything; null if it never did. */
  firstEffectUs: number | null;
  /** How often it changed something. */
  effects: number;
  /** When it ended; null while it lasts. */
  endedUs: number | null;
  /** What crashes took that was not durable, by node. */
  losses: readonly NodeLoss[];
}

/** What one node has lost. */
export interface NodeLoss extends Loss {
  readonly node: string;
}

/** What became of a row of the timetable, taken over all times that it happened. */
export interface RowOutcome {
  readonly text: string;
  readonly isDrawn: boolean;
  /** When it happened last; null if it never did: nobody was there to be hit, or what it waited for never held. */
  readonly beganUs: number | null;
  readonly effects: number;
}

interface Active {
  readonly occurrence: Occurrence;
  readonly undo: Undo;
  readonly ever: boolean;
}

/** Begins and ends the faults of a run. */
export class Timetable {
  /** Everything that has happened, in order. */
  readonly occurrences: Occurrence[] = [];
  private readonly faults: readonly Fault[];
  private readonly stage: Stage;
  private readonly active = new Map<number, Active>();
  /** Rows whose time has come while nobody was there to be hit. */
  private waiting: readonly number[] = [];
  /** Rows that wait for something to hold. */
  private watching: readonly number[];
  private over = false;

  constructor(faults: readonly Fault[], stage: Stage) {
    this.faults = faults;
    this.stage = stage;
    this.watching = faults.flatMap(({ start }, row) => (start.kind === "when" ? [row] : []));
    faults.forEach(({ start }, row) => {
      if (start.kind === "at") this.beginAt(row, start.atUs);
      if (start.kind === "every") this.beginAt(row, start.everyUs);
    });
  }

  /** Whether some row wants to be told of the world after each step. */
  get isAttentive(): boolean {
    return this.watching.length > 0 || this.waiting.length > 0;
  }

  /** Looks whether what rows are waiting for has come. */
  observe(world: never): void {
    if (this.over) return;
    const begin = (row: number, due: boolean) => {
      if (due) this.stage.callBack("begin", row, this.stage.nowUs);
      return !due;
    };
    this.watching = this.watching.filter((row) => {
      const { start } = this.faults[row];
      return begin(row, start.kind === "when" && ask(start.holds, world, row));
    });
    this.waiting = this.waiting.filter((row) => begin(row, this.hitsSomebody(this.faults[row])));
  }

  /** The time of a row has come; false if it has to wait until somebody is there to be hit. */
  begin(row: number): boolean {
    if (this.over) return true;
    const fault = this.faults[row];
    if (!this.hitsSomebody(fault)) {
      this.waiting = [...this.waiting, row];
      return false;
    }
    if (fault.start.kind === "every") this.beginAt(row, this.stage.nowUs + fault.start.everyUs);
    const number = this.occurrences.length;
    const { occurrence, undo } = this.perform(fault, row);
    if (verbs[fault.verb].momentary) {
      occurrence.endedUs = this.stage.nowUs;
      return true;
    }
    const { lengthUs } = fault;
    this.active.set(number, { occurrence, undo, ever: lengthUs === "ever" });
    // What lasts longer than the trouble is lifted.
    if (lengthUs !== "ever" && this.stage.nowUs + lengthUs < this.stage.durationUs) {
      this.stage.callBack("end", number, this.stage.nowUs + lengthUs);
    }
    return true;
  }

  /** The time of an occurrence is over. */
  end(number: number): void {
    const active = this.active.get(number);
    if (active === undefined) return;
    this.active.delete(number);
    active.undo();
    active.occurrence.endedUs = this.stage.nowUs;
  }

  /** Ends everything that is not meant to last for ever; nothing begins any more. */
  lift(): void {
    this.over = true;
    for (const [number, { ever }] of [...this.active]) if (!ever) this.end(number);
  }

  /** What a row does, in words. */
  textOf(row: number): string {
    return describeFault(this.faults[row]);
  }

  /** What became of each row that was not taken out. */
  get outcomes(): readonly RowOutcome[] {
    return this.faults.flatMap((fault, row) => {
      if (fault.start.kind === "never") return [];
      const own = this.occurrences.filter((occurrence) => occurrence.row === row);
      const effects = own.reduce((sum, { effects }) => sum + effects, 0);
      return [{ text: describeFault(fault), isDrawn: fault.isDrawn, beganUs: own.at(-1)?.beganUs ?? null, effects }];
    });
  }

  private perform(fault: Fault, row: number): { occurrence: Occurrence; undo: Undo } {
    const { stage } = this;
    const name = this.chanceName(fault, row);
    const random = stage.seed.stream(name);
    const { nodes, scope } = this.aim(fault, random);
    const occurrence: Occurrence = {
      row,
      text: describeFault(fault),
      nodes: nodes.map((number) => stage.views[number].name),
      beganUs: stage.nowUs,
      firstEffectUs: null,
      effects: 0,
      endedUs: null,
      losses: [],
    };
    this.occurrences.push(occurrence);
    const onEffect = () => {
      occurrence.firstEffectUs ??= stage.nowUs;
      occurrence.effects++;
    };
    const onLosses = (node: string, losses: readonly Loss[]) => {
      occurrence.losses = [...occurrence.losses, ...losses.map((loss) => ({ node, ...loss }))];
    };
    const site: Site = { ...stage.site(), random, key: stage.seed.key(name), onEffect, onLosses };
    const verb = verbs[fault.verb] as Verb;
    if (verb.aim !== "nodes") return { occurrence, undo: verb.begin(site, scope as Scope, fault.by) };
    const undos = nodes.map((number) => verb.begin(site, stage.machines[number], fault.by));
    const undo = () => {
      for (const each of undos) each();
    };
    return { occurrence, undo };
  }

  /** Depends on what the row says and not on where it stands, so that other rows can come and go. */
  private chanceName(fault: Fault, row: number): string {
    const text = describeFault(fault);
    const alike = this.faults.slice(0, row).filter((other) => describeFault(other) === text).length;
    const times = this.occurrences.filter((occurrence) => occurrence.row === row).length;
    return `fault ${text}/${alike}/${times}`;
  }

  /** Whom a fault hits, and which links if it is one of links. */
  private aim(fault: Fault, random: Random): { nodes: readonly number[]; scope: Scope | null } {
    const { views, peerCount } = this.stage;
    const { aim } = verbs[fault.verb];
    if (aim === "shape") return resolveShape(fault.target as Shape, views, peerCount, random);
    const nodes = resolveWhom(fault.target as Whom, views, random);
    const everyone = views.map((_, number) => number);
    return { nodes, scope: aim === "links" ? touching(peerCount, nodes, everyone) : null };
  }

  private hitsSomebody({ verb, target }: Fault): boolean {
    const { views } = this.stage;
    return verbs[verb].aim === "shape" ? partsSomebody(target as Shape, views) : findsSomebody(target as Whom, views);
  }

  private beginAt(row: number, atUs: number): void {
    if (atUs < this.stage.durationUs) this.stage.callBack("begin", row, atUs);
  }
}

function ask(holds: (world: never) => boolean, world: never, row: number): boolean {
  const refuse = (problem: string): never => {
    throw new Refusal([{ path: `faults[${row}].when`, value: holds, problem }]);
  };
  let answer: unknown;
  try {
    answer = holds(world);
  } catch (thrown) {
    return refuse(`threw ${String(thrown)}`);
  }
  // Evidence, or a promise, would pass for "yes".
  return typeof answer === "boolean" ? answer : refuse("must return true or false");
}
