import { canonical } from "../kernel/plain.js";
import { integers } from "./column.js";

/** The path of a whole value. */
export const wholePath = 0;

/**
 * Paths into values, each known by a number: the keys of objects and maps, the elements of sets and the places in
 * arrays, from the outside in.
 */
export class Paths {
  private readonly parents = integers();
  private readonly keys: unknown[] = [null];
  private readonly known: (Map<unknown, number> | undefined)[] = [];

  constructor() {
    this.parents.push(wholePath);
  }

  /** The number of a path. */
  numberOf(keys: readonly unknown[]): number {
    let path = wholePath;
    for (const key of keys) path = this.inner(path, key);
    return path;
  }

  parentOf(path: number): number {
    return this.parents.at(path);
  }

  /** The last key of a path. */
  keyOf(path: number): unknown {
    return this.keys[path];
  }

  /** As it is shown. */
  tell(path: number): readonly (string | number)[] {
    const told: (string | number)[] = [];
    for (let at = path; at !== wholePath; at = this.parentOf(at)) {
      const key = this.keys[at];
      told.push(typeof key === "string" || typeof key === "number" ? key : canonical(key));
    }
    return told.reverse();
  }

  private inner(path: number, key: unknown): number {
    this.known[path] ??= new Map();
    const inside = this.known[path];
    let inner = inside.get(key);
    if (inner === undefined) {
      inner = this.keys.length;
      inside.set(key, inner);
      this.parents.push(path);
      this.keys.push(key);
      // So that the list has no holes.
      this.known.push(undefined);
    }
    return inner;
  }
}
