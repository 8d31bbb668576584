import { formatInstant, parseDuration } from "../kernel/time.js";
import type { Somewhere } from "./navigate.js";
import type { Recording } from "./recording.js";
import type { View } from "./view.js";

/**
 * Reads a place in a run: `8121` a step, `+10` or `-10` so many steps from here, `12.5s` an instant, `+200ms` or `-200ms`
 * so much later or earlier, `50%` so much of the steps.
 */
export function parsePlace(text: string, { recording, position }: Pick<View, "recording" | "position">): Somewhere {
  const last = recording.length - 1;
  const [, sign, amount, unit] = /^\s*([+-]?)(\d+(?:\.\d+)?)\s*(%|[a-z]*)\s*$/.exec(text) ?? [];
  if (amount === undefined) return { none: `"${text}" is no place: try a step as 8121, a time as 12.5s, or 50%` };
  if (unit === "%") {
    const share = Number(amount) / 100;
    return share <= 1 && sign === ""
      ? { step: Math.round(share * last) }
      : { none: `a place is 0% to 100% of the run` };
  }
  const turn = sign === "-" ? -1 : 1;
  if (unit === "") {
    if (amount.includes(".")) return { none: `"${text}" is no step; a time needs a unit, as in ${amount}s` };
    const step = sign === "" ? Number(amount) : position + turn * Number(amount);
    return step < 0 || step > last ? { none: `the steps are 0 to ${last}` } : { step };
  }
  const lengthUs = parseDuration(amount + unit);
  if (typeof lengthUs !== "number") return { none: `"${text}" ${lengthUs.problem}` };
  const atUs = sign === "" ? lengthUs : recording.atUs(position) + turn * lengthUs;
  const endUs = recording.atUs(last);
  if (atUs < 0) return { none: "that is before the run begins" };
  return atUs > endUs ? { none: `the run ends at ${formatInstant(endUs)}` } : { step: stepAt(recording, atUs) };
}

/** The first step that happens at an instant or later; the number of steps if there is none. */
export function stepAt(recording: Recording, atUs: number): number {
  let low = 0;
  let high = recording.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (recording.atUs(middle) < atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
