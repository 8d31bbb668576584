import type { FaultRow } from "../../faults/row.js";
import { type Verb, verbs } from "../../faults/verbs.js";
import { writeRow } from "../../faults/write-row.js";
import { canonical } from "../../kernel/plain.js";
import { type Duration, toUs } from "../../kernel/time.js";
import type { Failing, Proposals } from "./candidate.js";
import { rounderThan, roundLengthsBelow, roundUp, writeLength } from "./round-length.js";
import { firstOf, leastOf } from "./search.js";
import { simplerTargets } from "./simpler-target.js";
import { takesTime } from "./target.js";
import {
  changeRow,
  type LooseRow,
  type Row,
  startUs,
  targetOf,
  timetableOf,
  verbOf,
  writeTimetable,
} from "./timetable.js";

/** Aims faults at nodes that were hit, by name, or at fewer of them; and has them be as mild as is usual. */
export function* simplerFaults(now: Failing): Proposals {
  for (const at of timetableOf(now).keys()) {
    now = yield* firstOf(now, simplerAims(now, at), replaceAt(at));
    now = yield* firstOf(now, milder(timetableOf(now)[at].row), replaceAt(at));
  }
  return now;
}

/** Lets faults last less long. */
export function* shorterFaults(now: Failing): Proposals {
  for (const at of timetableOf(now).keys()) {
    const { row } = timetableOf(now)[at];
    if ((verbs[verbOf(row)] as Verb).momentary) continue;
    now = yield* firstOf(now, [changeRow(row, { for: undefined })], replaceAt(at));
    const { for: length } = timetableOf(now)[at].row;
    const longestUs = typeof length === "string" && length !== "ever" ? toUs(length as Duration) : now.plan.durationUs;
    const shorter = roundLengthsBelow(longestUs).map((lengthUs) => changeRow(row, { for: writeLength(lengthUs) }));
    now = yield* leastOf(now, shorter, replaceAt(at));
  }
  return now;
}

/** Moves faults, and all that comes after them, to earlier times. Where something takes time, that stays as it is. */
export function* earlierFaults(now: Failing): Proposals {
  if (takesTime(now.target)) return now;
  const startOf = ({ row }: Row) => (row.at === undefined ? null : toUs(row.at as Duration));
  const starts = (now: Failing) =>
    [...new Set(timetableOf(now).flatMap((row) => startOf(row) ?? []))].sort((a, b) => a - b);
  for (const nth of starts(now).keys()) {
    const gapUs = (now: Failing) => starts(now)[nth] - (starts(now)[nth - 1] ?? 0);
    now = yield* leastOf(now, [0, ...roundLengthsBelow(gapUs(now))], (wantedUs, now) => {
      const [fromUs, shiftUs] = [starts(now)[nth], gapUs(now) - wantedUs];
      // Two that were apart may have become one.
      if (!(shiftUs > 0)) return null;
      const rows = timetableOf(now).map((row) => {
        const atUs = startOf(row) ?? -1;
        return atUs < fromUs ? row : { ...row, row: changeRow(row.row, { at: writeLength(atUs - shiftUs) }) };
      });
      const duration = writeLength(roundUp(now.plan.durationUs - shiftUs));
      return {
        what: `faults from ${writeLength(fromUs)} on by ${writeLength(shiftUs)} earlier`,
        changes: [{ path: "duration", value: duration }, ...writeTimetable(rows, now)],
      };
    });
  }
  return now;
}

/** Has faults begin and last at round times. */
export function* rounderFaults(now: Failing): Proposals {
  for (const at of timetableOf(now).keys()) {
    for (const key of ["at", "every", "for"]) {
      const { row } = timetableOf(now)[at];
      const length = row[key];
      if (typeof length !== "string" || length === "ever") continue;
      const rounder = rounderThan(toUs(length as Duration)).map((lengthUs) =>
        changeRow(row, { [key]: writeLength(lengthUs) }),
      );
      now = yield* firstOf(now, rounder, replaceAt(at));
    }
  }
  return now;
}

/** Tells faults in the order in which they begin. */
export function* orderedFaults(now: Failing): Proposals {
  const rows = timetableOf(now).toSorted((one, other) => (startUs(one.row) ?? 0) - (startUs(other.row) ?? 0));
  return yield* firstOf(now, [rows], (rows) => ({ what: "faults in order", changes: writeTimetable(rows, now) }));
}

function replaceAt(at: number) {
  return (row: LooseRow, now: Failing) => ({
    what: writeRow(row as unknown as FaultRow),
    changes: writeTimetable(timetableOf(now).with(at, { ...timetableOf(now)[at], row }), now),
  });
}

/** Who had to be waited for is not there before: then the fault begins when it did. */
function simplerAims(now: Failing, at: number): readonly LooseRow[] {
  const { row } = timetableOf(now)[at];
  const came = now.report.faults.filter((fault) => fault.row === at);
  const hit = [...new Set(came.flatMap(({ nodes }) => nodes))];
  const beganUs = came[0]?.beganUs ?? null;
  const targets = simplerTargets(targetOf(row), hit, Object.keys(now.form.nodes));
  const isLate = row.at !== undefined && beganUs !== null && beganUs !== startUs(row);
  return targets.flatMap((target) => {
    const aimed = changeRow(row, { [verbOf(row)]: target });
    return isLate ? [aimed, changeRow(aimed, { at: writeLength(beganUs) })] : [aimed];
  });
}

/** A row with each usual amount that is milder than its own. */
function milder(row: LooseRow): readonly LooseRow[] {
  const { typical } = verbs[verbOf(row)].amount as Verb["amount"];
  const place = typical.findIndex((each) => canonical(each) === canonical(row.by));
  return (place < 0 ? typical : typical.slice(0, place)).map((by) => changeRow(row, { by }));
}
