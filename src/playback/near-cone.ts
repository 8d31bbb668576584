import { coneOf, followingFrom, leadingTo, type Relation } from "./cone.js";
import type { Recording } from "./recording.js";

/** Steps in a row that are looked at anew for each step at hand; for more than this, the whole cone is worth its time. */
const near = 50_000;

/** How the steps from `first` to `last` stand to one of them: `before` is what may have caused it. */
export function relationsNear(
  recording: Recording,
  step: number,
  first: number,
  last: number,
): (other: number) => Relation {
  if (last - first > near) {
    const { past, future } = coneOf(recording, step);
    return (other) => tell(other, step, past[other] === 1, future[other] === 1);
  }
  const past = leadingTo(recording, step, first);
  const future = followingFrom(recording, step, last);
  return (other) => {
    const reached = recording.hasReached(other);
    const isPast = other >= first && other < step && past[other - first] === 1;
    const isFuture = other > step && other <= last && future[other - step] === 1;
    return tell(other, step, reached && isPast, reached && isFuture);
  };
}

function tell(other: number, step: number, isPast: boolean, isFuture: boolean): Relation {
  if (other === step) return "same";
  return isPast ? "before" : isFuture ? "after" : "concurrent";
}
