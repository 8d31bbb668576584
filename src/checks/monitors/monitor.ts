import type { Operation } from "../history.js";

/**
 * Decides, in about n log n, histories of one object in which every value is put into it once. It looks for itself
 * whether a history is such a one, and gives null where it is not.
 */
export interface Monitor {
  /** How it decides, with its source. */
  readonly method: string;
  /** `operations` are those of a history that may have had an effect, or saw something, in order of invocation. */
  rule(operations: readonly Operation[]): Ruling | null;
}

export type Ruling = "valid" | Contradiction;

/** What no order can reconcile. */
export interface Contradiction {
  readonly why: string;
  readonly operations: readonly Operation[];
}

/** Values that equal themselves and nothing else, as keys of a map too: the others are left to the general search. */
export function isItem(value: unknown): value is string | number | boolean {
  if (typeof value === "number") return !Number.isNaN(value) && !Object.is(value, -0);
  return typeof value === "string" || typeof value === "boolean";
}
