import type { FaultRow } from "../../faults/row.js";
import { type Verb, verbs } from "../../faults/verbs.js";
import { writeRow } from "../../faults/write-row.js";
import { canonical } from "../../kernel/plain.js";
import { type Duration, toUs } from "../../kernel/time.js";
import { isRecord } from "../../scenario/field.js";
import type { Failing, Proposals } from "./candidate.js";
import { weights } from "./measure.js";
import { writeLength } from "./round-length.js";
import { firstOf, leaveOut } from "./search.js";
import { isJudgedUnderFaults } from "./target.js";
import {
  changeRow,
  isData,
  type LooseRow,
  type Row,
  targetOf,
  timetableOf,
  verbOf,
  writeTimetable,
} from "./timetable.js";

/** Leaves out rows of the timetable. */
export function* fewerRows(now: Failing): Proposals {
  return yield* leaveOut(now, timetableOf(now), (rows, now) => ({
    what: rows.length === 1 ? "1 fault" : `${rows.length} faults`,
    changes: writeTimetable(rows, now),
  }));
}

/** Makes one row of two that do the same to the same. */
export function* mergedRows(now: Failing): Proposals {
  if (isJudgedUnderFaults(now.target, now.form.faults ?? [])) return now;
  const rows = timetableOf(now);
  const pairs = rows.flatMap((one, at) => rows.slice(at + 1).map((other) => [one, other] as const));
  const merged = pairs.flatMap(([one, other]) => {
    const row = merge(one.row, other.row);
    return row === null ? [] : [{ one, other, row }];
  });
  const next = yield* firstOf(now, merged, ({ one, other, row }, now) => ({
    what: written(row),
    changes: writeTimetable(
      rows.filter((each) => each !== other).map((each) => (each === one ? { ...each, row } : each)),
      now,
    ),
  }));
  return next === now ? now : yield* mergedRows(next);
}

/** What comes again and again, or when something holds, comes at the times at which it came. */
export function* plainStarts(now: Failing): Proposals {
  // From the last one on, so that the others keep their places.
  for (let at = timetableOf(now).length - 1; at >= 0; at--) {
    now = yield* firstOf(now, occasions(now, at), (rows, now) => ({
      what: rows.map(({ row }) => written(row)).join(", "),
      changes: writeTimetable(timetableOf(now).toSpliced(at, 1, ...rows), now),
    }));
  }
  return now;
}

/** Of more occasions than these, the latest are tried. */
const mostOccasions = 16;

/** In place of a row, one for each of some times in succession that it came: fewest first, and the latest first. */
function occasions(now: Failing, at: number): readonly (readonly Row[])[] {
  const rows = timetableOf(now);
  const { row, place } = rows[at];
  if (row.at !== undefined) return [];
  const single = (beganUs: number, target: unknown): Row => ({
    place,
    row: changeRow(row, { at: writeLength(beganUs), every: undefined, when: undefined, [verbOf(row)]: target }),
  });
  const came = now.report.faults.filter((fault) => fault.row === at).slice(-mostOccasions);
  const asTheyCame = came.map(({ beganUs, nodes }) => [
    ...(isWhom(targetOf(row)) && nodes.length > 0 ? [single(beganUs, nodes.length === 1 ? nodes[0] : nodes)] : []),
    single(beganUs, targetOf(row)),
  ]);
  // Only a list of plain data can have more rows than the scenario's own.
  const isPlain = rows.every((each) => isData(each === rows[at] ? changeRow(row, { when: undefined }) : each.row));
  const counts = isPlain ? [1, 2, 3].filter((count) => count < weights.every) : [1];
  return counts.flatMap((count) =>
    asTheyCame
      .flatMap((_, start) => {
        const run = asTheyCame.slice(start, start + count);
        return run.length < count ? [] : [run.map(([named]) => named), run.map((ways) => ways.at(-1) as Row)];
      })
      .reverse(),
  );
}

function isWhom(target: unknown): boolean {
  return !isRecord(target) || "any" in target;
}

function merge(one: LooseRow, other: LooseRow): LooseRow | null {
  const verb = verbOf(one);
  const isSame = verb === verbOf(other) && ["by", verb].every((key) => canonical(one[key]) === canonical(other[key]));
  if (!isSame || one.at === undefined || other.at === undefined || (verbs[verb] as Verb).momentary) return null;
  const startsUs = [one, other].map(({ at }) => toUs(at as Duration));
  const lengths = [one.for, other.for];
  const startUs = Math.min(...startsUs);
  const length = lengths.includes("ever")
    ? "ever"
    : lengths.includes(undefined)
      ? undefined
      : writeLength(Math.max(...lengths.map((length, at) => startsUs[at] + toUs(length as Duration))) - startUs);
  return changeRow(one, { at: writeLength(startUs), for: length });
}

function written(row: LooseRow): string {
  return writeRow(row as unknown as FaultRow);
}
