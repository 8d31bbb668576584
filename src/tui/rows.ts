import type { Relation } from "../playback/cone.js";
import { choosePeers, type Slice } from "../playback/geometry.js";
import { relationsNear } from "../playback/near-cone.js";
import { atOrAfter } from "../playback/sorted.js";
import type { View } from "../playback/view.js";
import { firstInSight } from "./lines.js";

/** What list and diagram have in common: a step for each row. */
export interface Rows {
  /** As many as there is room for, around the step at hand; that is one of them even if the filter does not let it pass. */
  readonly steps: readonly number[];
  /** The row of the step at hand. */
  readonly place: number;
  /** The row of any step, as `Slice` has it. */
  rowOf(step: number): number;
  /** Whether a step is a row, here or further up or down. */
  isRow(step: number): boolean;
}

/** The rows that are seen of a view. */
export function rowsOf({ recording, position, shown }: View, height: number): Rows {
  if (shown === null) {
    const top = firstInSight(position, recording.length, height);
    const count = Math.max(0, Math.min(height, recording.length - top));
    const steps = Array.from({ length: count }, (_, row) => top + row);
    return { steps, place: position - top, rowOf: (step) => step - top, isRow: () => true };
  }
  const at = atOrAfter(shown, position);
  const isShown = shown[at] === position;
  // A step that is not shown itself takes a row between two that are.
  const extra = isShown ? 0 : 1;
  const stepAt = (row: number) => (row < at ? shown[row] : row === at ? position : shown[row - extra]);
  const count = shown.length + extra;
  const top = firstInSight(at, count, height);
  const steps = Array.from({ length: Math.max(0, Math.min(height, count - top)) }, (_, row) => stepAt(top + row));
  const isRow = (step: number) => step === position || shown[atOrAfter(shown, step)] === step;
  const rowOf = (step: number) => {
    const place = atOrAfter(shown, step) + (step > position ? extra : 0);
    return place - top - (isRow(step) ? 0 : 0.5);
  };
  return { steps, place: at - top, rowOf, isRow };
}

/** Those rows as a slice to draw, with at most so many columns. */
export function sliceOf(view: View, rows: Rows, mostColumns: number): Slice {
  const { recording, hidden } = view;
  const columns = choosePeers(recording, rows.steps, rows.place, mostColumns, hidden);
  return { recording, rows: rows.steps, rowOf: rows.rowOf, isRow: rows.isRow, columns, hidden };
}

/** How the steps of some rows stand to the one at hand; null while nobody has asked for the cone. */
export function coneOfRows({ cone, recording, position }: View, { steps }: Rows): ((step: number) => Relation) | null {
  if (!cone || steps.length === 0) return null;
  return relationsNear(recording, position, steps[0], steps[steps.length - 1]);
}
