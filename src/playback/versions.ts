import { Changes } from "./changes.js";
import { integers } from "./column.js";
import { copyOf, isSame } from "./copy.js";
import { Cursor } from "./cursor.js";
import { type Care, compare, type LongArrays } from "./difference.js";
import { wholePath } from "./paths.js";

/** So many changes at least lie between two copies; and more, where the parts that are copied are large. */
const leastBetween = 512;
const partsPerChange = 4;
/** For each step that takes old elements for unchanged, it pays for this many of a full comparison. */
const elementsPerStep = 32;

/** What a step has done: nothing; something; or it shows that an earlier step did something unnoticed. */
export type Noted = "same" | "changed" | "missed";

/** A value that changes in place, as it was after each step: what has changed is kept, and now and then all of it. */
export class Versions {
  readonly changes = new Changes();
  private readonly care: Care;
  /** The steps that changed something, and how many changes there were up to the end of each. */
  private readonly steps = integers();
  private readonly ends = integers();
  /** Copies, and how many changes came before each. */
  private readonly copies: unknown[] = [];
  private readonly positions = integers();
  /** The value as it was when it was looked at last; and as it was when somebody asked last. */
  private readonly newest: Cursor;
  private asked: Cursor;
  private readonly known: LongArrays = new Map();
  private paid = 0;

  constructor(value: unknown, care: Care) {
    this.care = care;
    const copy = copyOf(value);
    this.newest = new Cursor(copy, 0, care.paths, this.changes);
    this.asked = new Cursor(copy, 0, care.paths, this.changes);
    this.keep(copy);
  }

  /** Notes what a step has changed. */
  note(step: number, value: unknown): Noted {
    const { newest, changes } = this;
    const { skipped, settled } = compare(newest.current, value, this.care, changes, this.known);
    const hasChanged = changes.length > newest.position;
    if (hasChanged) {
      newest.moveTo(changes.length);
      this.steps.push(step);
      this.ends.push(changes.length);
    }
    for (const { path, value } of settled) newest.exchange(path, value);
    if (
      changes.length - this.positions.at(this.positions.length - 1) >
      Math.max(leastBetween, newest.copied / partsPerChange)
    ) {
      this.keep(newest.share());
    }
    if (skipped > 0) {
      this.paid += elementsPerStep;
      if (this.paid >= skipped) {
        this.paid = 0;
        if (!this.holds(value)) return "missed";
      }
    }
    return hasChanged ? "changed" : "same";
  }

  /** Whether the value is, in full, as it was noted. */
  holds(value: unknown): boolean {
    return isSame(this.newest.current, value);
  }

  /** Where the value is not as it was noted: the paths of what has changed unnoticed, and of all that this is part of. */
  missed(value: unknown): ReadonlySet<number> {
    const { paths } = this.care;
    const changes = new Changes();
    compare(this.newest.current, value, { paths, inFull: "all" }, changes, new Map());
    const around = new Set<number>();
    for (let change = 0; change < changes.length; change++) {
      for (let path = changes.pathOf(change); path !== wholePath; path = paths.parentOf(path)) around.add(path);
    }
    return around.add(wholePath);
  }

  /** The value after a step. */
  at(step: number): unknown {
    return this.cursorAt(step).share();
  }

  /** The value after a step, until somebody asks again. */
  peek(step: number): unknown {
    return this.cursorAt(step).current;
  }

  private cursorAt(step: number): Cursor {
    const position = this.endOf(this.steps.countUpTo(step) - 1);
    const near = this.nearestCopy(position);
    if (Math.abs(this.asked.position - position) > Math.abs(this.positions.at(near) - position)) {
      this.asked = new Cursor(this.copies[near], this.positions.at(near), this.care.paths, this.changes);
    }
    this.asked.moveTo(position);
    return this.asked;
  }

  /** The numbers of the changes that a step has made: from the first up to the second. */
  changesOf(step: number): readonly [from: number, to: number] {
    const count = this.steps.countUpTo(step);
    const isOne = count > 0 && this.steps.at(count - 1) === step;
    return isOne ? [this.endOf(count - 2), this.endOf(count - 1)] : [0, 0];
  }

  private endOf(version: number): number {
    return version < 0 ? 0 : this.ends.at(version);
  }

  private keep(copy: unknown): void {
    this.copies.push(copy);
    this.positions.push(this.changes.length);
  }

  private nearestCopy(position: number): number {
    const before = this.positions.countUpTo(position) - 1;
    const isLast = before + 1 === this.copies.length;
    if (isLast) return before;
    const between = this.positions.at(before + 1) - position;
    return position - this.positions.at(before) <= between ? before : before + 1;
  }
}
