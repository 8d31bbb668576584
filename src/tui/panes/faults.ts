import { describeFault, type Fault } from "../../faults/row.js";
import { formatInstant, formatLength } from "../../kernel/time.js";
import type { FaultSpan, Recording } from "../../playback/recording.js";
import { begunBy } from "../../playback/spans.js";
import type { View } from "../../playback/view.js";
import { block, cell, type Line, widest } from "../lines.js";
import type { PaneStyle } from "../style.js";

/** The timetable: what is over, what is going on at the step at hand, and what is still to come. */
export function faultsPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  const { recording, position } = view;
  const { faults } = recording;
  if (recording.plan.faults.length === 0)
    return block([[["this scenario has no faults", "faint"]]], width, height, style);
  const begun = begunBy(faults, position);
  const isOn = ({ to }: FaultSpan) => to === null || to > position;
  // Only so many past ones can be seen, and only the active ones among them need be looked for further back.
  const past: number[] = [];
  const active: number[] = [];
  for (let place = begun - 1; place >= 0 && begun - place < farthest; place--) {
    if (isOn(faults[place])) active.push(place);
    else if (past.length < height) past.push(place);
  }
  // What goes on stays in sight; of the past the latest, of the future the next.
  const rows = choose(
    past.reverse().map((place) => spanRow(recording, place, "over")),
    active.reverse().map((place) => spanRow(recording, place, "going on")),
    comingRows(recording, position),
    height - 1,
  );
  const widths = headings.map((heading, at) => widest([heading, ...rows.map(({ cells }) => cells[at])]));
  const lineOf = ({ cells, state, sign }: Row): Line => [
    [sign, state === "over" ? "faint" : state === "going on" ? "bad" : "doubtful"],
    " ",
    [
      cells
        .map((text, at) => cell(text, widths[at]))
        .join("  ")
        .trimEnd(),
      ...(state === "over" ? (["faint"] as const) : []),
    ],
  ];
  const head: Line = [[`  ${headings.map((heading, at) => cell(heading, widths[at])).join("  ")}`, "faint"]];
  return block([head, ...rows.map(lineOf)], width, height, style);
}

const headings = ["row", "what", "begins", "lasts", "whom"] as const;

/** How far back faults are looked for that still go on. */
const farthest = 5_000;

interface Row {
  readonly sign: string;
  readonly state: "over" | "going on" | "to come";
  readonly cells: readonly [row: string, what: string, begins: string, lasts: string, whom: string];
}

function spanRow(recording: Recording, place: number, state: Row["state"]): Row {
  const { row, text, from, to, nodes } = recording.faults[place];
  const occurrence = recording.report.faults[place];
  const names = nodes.map((node) => recording.peers[node]);
  const whom = names.length > 6 ? `${names.length} nodes` : names.join(", ");
  const lasted = to === null ? "to the end" : formatLength(recording.atUs(to) - recording.atUs(from));
  const count = occurrence?.effects ?? 0;
  const effects = `  (${count === 0 ? "no effect" : count === 1 ? "1 effect" : `${count} effects`})`;
  return {
    sign: state === "over" ? "✓" : "▼",
    state,
    cells: [
      `[${row}]`,
      text,
      formatInstant(recording.atUs(from)),
      state === "going on" && to !== null ? `until ${formatInstant(recording.atUs(to))}` : lasted,
      `${whom}${effects}`,
    ],
  };
}

/** Rows of the timetable that will begin, or would: in the order in which they do. */
function comingRows(recording: Recording, position: number): Row[] {
  const { plan, faults } = recording;
  const nowUs = recording.atUs(position);
  const begun = new Set(faults.slice(0, begunBy(faults, position)).map(({ row }) => row));
  const rows = plan.faults.flatMap((fault, row): { readonly atUs: number; readonly row: Row }[] => {
    const { start } = fault;
    if (start.kind === "never") return [];
    if (start.kind === "every") {
      const nextUs = (Math.floor(nowUs / start.everyUs) + 1) * start.everyUs;
      if (nextUs >= plan.durationUs) return [];
      const again = `and every ${formatLength(start.everyUs)}`;
      return [{ atUs: nextUs, row: rowOf(fault, row, formatInstant(nextUs), again) }];
    }
    if (begun.has(row)) return [];
    const waits = start.kind === "when" || start.atUs <= nowUs;
    const from = start.kind === "when" ? "when it holds" : formatInstant(start.atUs);
    const why = start.kind === "at" && waits ? "waits for somebody to be hit" : "";
    return [{ atUs: start.kind === "when" ? Number.POSITIVE_INFINITY : start.atUs, row: rowOf(fault, row, from, why) }];
  });
  return rows.sort((one, other) => one.atUs - other.atUs).map(({ row }) => row);
}

function rowOf(fault: Fault, row: number, from: string, whom: string): Row {
  const { lengthUs } = fault;
  const length =
    lengthUs === "ever" ? "for ever" : lengthUs === Number.POSITIVE_INFINITY ? "until rest" : formatLength(lengthUs);
  return { sign: "·", state: "to come", cells: [`[${row}]`, describeFault(fault), from, length, whom] };
}

/** As many rows as there is room for: all that goes on, and of the rest what is nearest to now. */
function choose(past: readonly Row[], active: readonly Row[], coming: readonly Row[], room: number): Row[] {
  const on = active.slice(-Math.max(1, room));
  const left = Math.max(0, room - on.length);
  const before = Math.min(past.length, Math.max(left >> 1, left - coming.length));
  return [...past.slice(past.length - before), ...on, ...coming.slice(0, left - before)];
}
