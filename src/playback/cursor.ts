import { type Changes, Turn } from "./changes.js";
import { addPart, partOf, putBack, removePart, replacePart, sizeOf, withSameParts } from "./parts.js";
import { type Paths, wholePath } from "./paths.js";

/**
 * A value that is carried from change to change, forwards and backwards. What it has given out stays as it was: parts
 * that are to change are copied first, the others are shared.
 */
export class Cursor {
  /** How many changes have been carried out. */
  position: number;
  /** How much has been copied since the value was given out last. */
  copied = 0;
  private whole: unknown;
  private readonly paths: Paths;
  private readonly changes: Changes;
  /** The parts that nobody else has. */
  private owned = new Set<object>();

  constructor(whole: unknown, position: number, paths: Paths, changes: Changes) {
    this.whole = whole;
    this.position = position;
    this.paths = paths;
    this.changes = changes;
  }

  /** The value as it is, until the cursor moves. */
  get current(): unknown {
    return this.whole;
  }

  /** The value as it is, for good. */
  share(): unknown {
    if (this.owned.size > 0) this.owned = new Set();
    this.copied = 0;
    return this.whole;
  }

  moveTo(position: number): void {
    while (this.position < position) this.carryOut(this.position++);
    while (this.position > position) this.takeBack(--this.position);
  }

  /** Puts a value in place of its like. */
  exchange(keys: readonly unknown[], value: unknown): void {
    if (keys.length === 0) this.whole = value;
    else replacePart(this.own(this.paths.numberOf(keys.slice(0, -1))), keys.at(-1), value);
  }

  private carryOut(change: number): void {
    const { changes } = this;
    const path = changes.pathOf(change);
    const after = changes.afterOf(change);
    if (path === wholePath) {
      this.whole = after;
      return;
    }
    const container = this.own(this.paths.parentOf(path));
    const key = this.paths.keyOf(path);
    const turn = changes.turnOf(change);
    if (turn === Turn.replaced) replacePart(container, key, after);
    else if (turn === Turn.added) addPart(container, key, after);
    else removePart(container, key);
  }

  private takeBack(change: number): void {
    const { changes } = this;
    const path = changes.pathOf(change);
    const before = changes.beforeOf(change);
    if (path === wholePath) {
      this.whole = before;
      return;
    }
    const container = this.own(this.paths.parentOf(path));
    const key = this.paths.keyOf(path);
    const turn = changes.turnOf(change);
    if (turn === Turn.replaced) replacePart(container, key, before);
    else if (turn === Turn.added) removePart(container, key);
    else putBack(container, key, before, changes.placeOf(change));
  }

  /** The part under a path, such that it may be changed. */
  private own(path: number): object {
    if (path === wholePath) {
      const whole = this.whole as object;
      if (!this.owned.has(whole)) this.whole = this.copy(whole);
      return this.whole as object;
    }
    const container = this.own(this.paths.parentOf(path));
    const key = this.paths.keyOf(path);
    const part = partOf(container, key) as object;
    if (this.owned.has(part)) return part;
    const copy = this.copy(part);
    replacePart(container, key, copy);
    return copy;
  }

  private copy(part: object): object {
    const copy = withSameParts(part);
    this.owned.add(copy);
    this.copied += sizeOf(copy);
    return copy;
  }
}
