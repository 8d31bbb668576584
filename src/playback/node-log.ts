import { Refusal } from "../kernel/refusal.js";
import { type ClockError, clockErrorUs as errorUs } from "../node/clock.js";
import type { Machine, Status } from "../node/machine.js";
import type { NodeView } from "../node/view.js";
import { integers } from "./column.js";
import type { Care } from "./difference.js";
import type { NodeCondition, StateChange, TroubleSpan } from "./recording.js";
import { type Noted, Versions } from "./versions.js";

interface Condition {
  readonly status: Status;
  readonly reason: string | null;
  readonly byzantine: boolean;
  readonly clock: readonly ClockError[];
}

/** How a node was after each step: its state and its condition. */
export class NodeLog {
  /** How often the node was down or started so far: what has been waiting for it does not outlive that. */
  incarnation: number;
  private readonly machine: Machine;
  private readonly view: NodeView;
  private readonly care: Care;
  private readonly states: Versions;
  /** Null of a node that shows no more than its state. */
  private readonly belongings: Versions | null;
  /** The steps that changed its condition, and what it was from then on. */
  private readonly steps = integers();
  private readonly conditions: Condition[] = [];

  constructor(machine: Machine, view: NodeView, care: Care) {
    this.machine = machine;
    this.view = view;
    this.care = care;
    this.incarnation = machine.incarnation;
    try {
      this.states = new Versions(machine.state, care);
      const belongings = machine.belongings();
      this.belongings = belongings === null ? null : new Versions(belongings, { ...care, inFull: "all" });
    } catch (thrown) {
      this.refuse(thrown);
    }
    this.noteCondition(-1);
  }

  /** Notes what a step has changed. */
  note(step: number): Noted {
    this.incarnation = this.machine.incarnation;
    const hasChanged = this.noteCondition(step);
    try {
      const noted = this.states.note(step, this.machine.state);
      this.belongings?.note(step, this.machine.belongings());
      return noted === "same" && hasChanged ? "changed" : noted;
    } catch (thrown) {
      return this.refuse(thrown);
    }
  }

  /** Whether its state is, in full, as it was noted. */
  holds(): boolean {
    try {
      return this.states.holds(this.machine.state);
    } catch (thrown) {
      return this.refuse(thrown);
    }
  }

  /** Where its state is not as it was noted, by paths. */
  missed(): ReadonlySet<number> {
    return this.states.missed(this.machine.state);
  }

  stateAt(step: number): unknown {
    return this.states.at(step);
  }

  peekAt(step: number): unknown {
    return this.states.peek(step);
  }

  belongingsAt(step: number): unknown {
    return this.belongings?.at(step) ?? null;
  }

  conditionAt(step: number, atUs: number): NodeCondition {
    const { clock, ...condition } = this.conditions[this.steps.countUpTo(step) - 1];
    const clockErrorUs = clock.reduce((sum, error) => sum + errorUs(error, atUs), 0);
    return { ...condition, clockErrorUs };
  }

  changesOf(step: number): readonly StateChange[] {
    return this.tell(this.states, step);
  }

  belongingsChangesOf(step: number): readonly StateChange[] {
    return this.belongings === null ? [] : this.tell(this.belongings, step);
  }

  private tell(versions: Versions, step: number): readonly StateChange[] {
    const { paths } = this.care;
    const [from, to] = versions.changesOf(step);
    return Array.from({ length: to - from }, (_, place) => {
      const change = from + place;
      const path = paths.tell(versions.changes.pathOf(change));
      const [before, after] = [versions.changes.beforeOf(change), versions.changes.afterOf(change)];
      return { node: this.machine.id, path, before, after };
    });
  }

  /** When it was down, paused or Byzantine, in order. */
  troubles(): readonly TroubleSpan[] {
    const spans: TroubleSpan[] = [];
    const note = (kindOf: (condition: Condition) => TroubleSpan["kind"] | null) => {
      let from = 0;
      let kind: TroubleSpan["kind"] | null = null;
      this.conditions.forEach((condition, place) => {
        const next = kindOf(condition);
        if (next === kind) return;
        const step = Math.max(0, this.steps.at(place));
        if (kind !== null) spans.push({ node: this.machine.id, kind, from, to: step });
        kind = next;
        from = step;
      });
      if (kind !== null) spans.push({ node: this.machine.id, kind, from, to: null });
    };
    note(({ status }) => (status === "up" ? null : status));
    note(({ byzantine }) => (byzantine ? "Byzantine" : null));
    return spans;
  }

  private noteCondition(step: number): boolean {
    const { status, reason } = this.machine;
    const { byzantine } = this.view;
    const clock = this.machine.clock.ailing;
    const last = this.conditions.at(-1);
    const isSame =
      last !== undefined &&
      last.status === status &&
      last.reason === reason &&
      last.byzantine === byzantine &&
      last.clock === clock;
    if (isSame) return false;
    this.steps.push(step);
    this.conditions.push({ status, reason, byzantine, clock });
    return true;
  }

  private refuse(thrown: unknown): never {
    const problem = `is no plain data: ${String(thrown)}`;
    throw new Refusal([{ path: `nodes.${this.machine.name}.state`, problem }]);
  }
}
