import { coneOf, type Relation } from "./cone.js";
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
  // What lies between two steps on the way of a cause lies between them in the run: nothing outside is needed.
  const past = new Uint8Array(step - first + 1);
  past[step - first] = 1;
  for (let later = step; later > first; later--) {
    if (past[later - first] === 0) continue;
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if (cause >= first) past[cause - first] = 1;
    if (before >= first) past[before - first] = 1;
  }
  const future = new Uint8Array(last - step + 1);
  future[0] = recording.hasReached(step) ? 1 : 0;
  for (let later = step + 1; later <= last; later++) {
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if ((cause >= step && future[cause - step] === 1) || (before >= step && future[before - step] === 1)) {
      future[later - step] = 1;
    }
  }
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
