import { briefStep } from "../../playback/brief.js";
import { landmarksOf } from "../../playback/landmarks.js";
import type { Recording } from "../../playback/recording.js";
import { atOrAfter } from "../../playback/sorted.js";
import { spansMeeting } from "../../playback/spans.js";
import type { View } from "../../playback/view.js";
import { block, cell, fitLine, type Line, type Piece, widest } from "../lines.js";
import { coneOfRows, type Rows, rowsOf } from "../rows.js";
import type { PaneStyle, Tone } from "../style.js";

const widestName = 10;
/** With fewer columns for it, what happens is told in fewer words. */
const narrow = 50;

/** The steps around the one at hand, one a row, under a line that names the columns. */
export function stepsPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  const lines = listRows(view, rowsOf(view, height - 1), width, style);
  return [...lines, ...block([], width, height - lines.length, style)];
}

/** A line that names the columns, and a line for each of some rows. */
export function listRows(view: View, rows: Rows, width: number, style: PaneStyle): string[] {
  const { recording, position } = view;
  const relation = coneOfRows(view, rows);
  const numberWidth = Math.max(4, String(recording.length - 1).length);
  const times = rows.steps.map((step) => (recording.atUs(step) / 1_000_000).toFixed(3));
  const timeWidth = widest(times);
  const nameWidth = widest(recording.peers, widestName);
  const marks = marksOf(view);
  const isNarrow = width - numberWidth - timeWidth - nameWidth < narrow;
  const lines = rows.steps.map((step, row): string => {
    const isHere = step === position;
    const how = relation?.(step) ?? "same";
    const [sign, tone] = isHere ? (["◉", "strong"] as const) : coneSigns[how];
    const who = recording.whoOf(step);
    const line: Line = [
      [sign, tone],
      ...marks(step),
      " ",
      [String(step).padStart(numberWidth), "faint"],
      " ",
      cell(times[row], timeWidth, "right"),
      "  ",
      ...(who < 0
        ? [
            [
              isNarrow ? briefStep(recording, step).replace(/^fault /, "") : briefStep(recording, step),
              "doubtful",
            ] as const,
          ]
        : [[cell(recording.peers[who], nameWidth), "strong"] as const, "  ", tell(recording, step, isNarrow)]),
      ...(isRowOfFilter(view, step) ? [] : [["  (not shown by the filter)", "faint"] as const]),
    ];
    return isHere
      ? fitLine(line, width, style, "hand")
      : fitLine(line, width, style, ...(how === "concurrent" ? (["concurrent"] as const) : []));
  });
  const head: Line = [
    [
      `    ${"step".padStart(numberWidth)} ${cell("time", timeWidth, "right")}  ${cell("who", nameWidth)}  what`,
      "faint",
    ],
  ];
  return [fitLine(head, width, style), ...lines];
}

const coneSigns = {
  same: [" ", "faint"],
  before: ["↑", "past"],
  after: ["↓", "future"],
  concurrent: ["∥", "concurrent"],
} as const satisfies Record<string, readonly [string, Tone]>;

function tell(recording: Recording, step: number, isNarrow: boolean): Piece {
  const whole = briefStep(recording, step);
  // The reason would leave no room for what it was.
  const text = isNarrow ? whole.replace(/^(lost|waits) \([^)]*\)/, "$1") : whole;
  return recording.hasReached(step) ? text : [text, "doubtful"];
}

function isRowOfFilter({ shown }: View, step: number): boolean {
  return shown === null || shown[atOrAfter(shown, step)] === step;
}

/** Two columns of marks: what happens of note in a step, and whether it was looked for. */
function marksOf({ recording, search, breakpoints }: View): (step: number) => readonly Piece[] {
  const { violations, faults, properties, lifecycle } = landmarksOf(recording);
  const has = (steps: ArrayLike<number>, step: number) => steps[atOrAfter(steps, step)] === step;
  const stopsAt = breakpoints.flatMap((at) => {
    if (at.kind === "event") return [(step: number) => recording.kindOf(step) === at.event];
    if (at.kind === "peer") return [(step: number) => recording.whoOf(step) === at.peer];
    if (at.kind === "expression") return [];
    const tracks = recording.health === null ? recording.properties : [...recording.properties, recording.health];
    const changes = tracks.filter(({ name }) => name === at.name).flatMap(({ changes }) => changes);
    return [(step: number) => changes.some((change) => change.step === step)];
  });
  const note = (step: number): Piece => {
    if (has(violations, step)) return ["✖", "bad"];
    if (has(lifecycle, step)) return lifecycleMark(recording, step);
    if (has(faults, step)) return [recording.kindOf(step) === "fault ends" ? "▲" : "▼", "doubtful"];
    return has(properties, step) ? ["◆", "good"] : " ";
  };
  const sought = (step: number): Piece => {
    if (search !== null && has(search.matches, step)) return ["/", "match"];
    return stopsAt.some((stops) => stops(step)) ? ["■", "bad"] : " ";
  };
  return (step) => [note(step), sought(step)];
}

function lifecycleMark(recording: Recording, step: number): Piece {
  const begun = spansMeeting(recording.troubles, step, step).some(
    ({ from, kind }) => from === step && (kind === "crashed" || kind === "stopped"),
  );
  return begun ? ["☠", "bad"] : ["↻", "good"];
}
