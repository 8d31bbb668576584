import type { Duration } from "../../kernel/time.js";
import type { Edit } from "../../simulation/edits.js";
import type { Failing, Proposal, Proposals } from "./candidate.js";
import { eachOf, leaveOut } from "./search.js";
import { changeRow, isData, type LooseRow, type Row, timetableOf, writeTimetable } from "./timetable.js";

/** Leaves out edits; those of the timetable are told as its rows. */
export function* fewerEdits(now: Failing): Proposals {
  now = yield* leaveOut(now, now.edits, (edits) => ({ what: `${edits.length} edits`, changes: [], edits }));
  return yield* eachOf(now, [editedTimetable(now)], asRows);
}

function asRows(rows: readonly Row[] | null, now: Failing): Proposal | null {
  if (rows === null || now.edits.every(isOfSteps)) return null;
  return {
    what: "edits of the timetable as rows of it",
    changes: writeTimetable(rows, now),
    edits: now.edits.filter(isOfSteps),
  };
}

/** Whether an edit names a step of the very run that it changes. */
function isOfSteps({ kind }: Edit): boolean {
  return !kind.endsWith("fault");
}

/** The timetable as edits leave it; null if it cannot be written down. */
function editedTimetable(now: Failing): readonly Row[] | null {
  const rows: (Row | null)[] = [...timetableOf(now)];
  for (const edit of now.edits) {
    if (edit.kind === "add fault") rows.push({ place: rows.length, row: edit.fault as unknown as LooseRow });
  }
  for (const edit of now.edits) {
    if (edit.kind === "remove fault") rows[edit.row] = null;
    if (edit.kind === "move fault") rows[edit.row] = moved(rows[edit.row], edit.at);
  }
  const left = rows.filter((row) => row !== null);
  return left.every(({ row }) => isData(row)) ? left : null;
}

function moved(row: Row | null, at: Duration): Row | null {
  return row === null ? null : { ...row, row: changeRow(row.row, { at, every: undefined, when: undefined }) };
}
