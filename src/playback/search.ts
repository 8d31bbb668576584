import { textOf } from "./describe.js";
import type { Recording } from "./recording.js";

/** Steps between two looks at the clock of whoever runs a search. */
export const stepsPerTurn = 250;

/**
 * The steps whose text (see `textOf`) contains another, in order. As in `less`, capitals only matter if there are any in
 * what is searched for. Yields how much of the run has been seen.
 */
export function* searchSteps(recording: Recording, text: string): Generator<number, Uint32Array> {
  const matches: number[] = [];
  const isMatch = matcher(text);
  for (let step = 0; step < recording.length; step++) {
    if (isMatch(textOf(recording.stepAt(step)))) matches.push(step);
    if (step % stepsPerTurn === stepsPerTurn - 1) yield (step + 1) / recording.length;
  }
  return Uint32Array.from(matches);
}

/** Whether a text contains another. */
function matcher(text: string): (line: string) => boolean {
  const folded = text.toLowerCase();
  return folded === text ? (line) => line.toLowerCase().includes(folded) : (line) => line.includes(text);
}
