import { type Duration, toUs } from "../../kernel/time.js";
import type { Failing, Proposal, Proposals } from "./candidate.js";
import { roundLengthsBelow, roundUp, writeLength } from "./round-length.js";
import { firstOf, leastOf } from "./search.js";
import { takesTime } from "./target.js";
import { type Row, startUs, timetableOf, writeTimetable } from "./timetable.js";

/**
 * Lets the run end where it has failed, or so many times later: simpler runs may take longer to fail. A run that is
 * judged at its end keeps all of its rest; and what takes time keeps all of its faults, since what has never come may
 * otherwise just have had no time to come.
 */
export function* earlierEnd(now: Failing, times: number): Proposals {
  const { target, plan } = now;
  if (target.atUs !== null) return yield* firstOf(now, endsAfter(target.atUs, times, plan), endAt);
  const lastUs = takesTime(target) ? Math.max(0, ...timetableOf(now).map(endUs)) : 0;
  if (lastUs >= plan.durationUs) return now;
  const soon = lastUs === 0 ? [] : [roundUp(lastUs)];
  const lengths = [...soon, ...roundLengthsBelow(plan.durationUs)].filter((lengthUs) => lengthUs > lastUs);
  return yield* leastOf(now, lengths, (durationUs, now) => endAt({ durationUs }, now));
}

interface End {
  readonly durationUs?: number;
  readonly restUs?: number;
}

function endsAfter(atUs: number, times: number, { durationUs, restUs }: Failing["plan"]): readonly End[] {
  const endUs = roundUp(atUs * times);
  if (endUs < durationUs) return [{ durationUs: endUs, restUs: 0 }];
  const laterUs = atUs < durationUs ? 0 : roundUp((atUs - durationUs) * times);
  return laterUs < restUs ? [{ restUs: laterUs }] : [];
}

/** Faults that would begin after the end are left out with it. */
function endAt({ durationUs, restUs }: End, now: Failing): Proposal {
  const rows = timetableOf(now);
  const left = rows.filter(({ row }) => (startUs(row) ?? 0) < (durationUs ?? Number.POSITIVE_INFINITY));
  const lengths = Object.entries({ duration: durationUs, rest: restUs }).flatMap(([path, lengthUs]) =>
    lengthUs === undefined ? [] : [{ path, value: writeLength(lengthUs) }],
  );
  return {
    what: lengths.map(({ path, value }) => `${path} ${value}`).join(", "),
    changes: [...lengths, ...(left.length === rows.length ? [] : writeTimetable(left, now))],
  };
}

/** When a row is over, as far as that is said. */
function endUs({ row }: Row): number {
  const { for: length = "0s" } = row;
  return (startUs(row) ?? Number.POSITIVE_INFINITY) + (length === "ever" ? 0 : toUs(length as Duration));
}
