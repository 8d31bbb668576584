import type { Recording } from "./recording.js";
import { searchSteps } from "./search.js";

/** The steps that pass a filter: those that match its text, or, if it begins with `!`, those that do not. */
export function* filterSteps(recording: Recording, text: string): Generator<number, Uint32Array> {
  if (!text.startsWith("!")) return yield* searchSteps(recording, text);
  const matches = yield* searchSteps(recording, text.slice(1));
  const passing = new Uint32Array(recording.length - matches.length);
  let match = 0;
  for (let step = 0; step < recording.length; step++) {
    if (matches[match] === step) match++;
    else passing[step - match] = step;
  }
  return passing;
}

/** Those of some steps, or of all, that are of nobody who is hidden; null if all are. */
export function visibleSteps(
  recording: Recording,
  passing: ArrayLike<number> | null,
  hidden: ReadonlySet<number>,
): ArrayLike<number> | null {
  if (hidden.size === 0) return passing;
  const count = passing?.length ?? recording.length;
  const visible = new Uint32Array(count);
  let length = 0;
  for (let place = 0; place < count; place++) {
    const step = passing === null ? place : passing[place];
    if (!hidden.has(recording.whoOf(step))) visible[length++] = step;
  }
  return visible.subarray(0, length);
}
