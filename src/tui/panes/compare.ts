import { formatInstant } from "../../kernel/time.js";
import { brief, briefStep } from "../../playback/brief.js";
import { type Alignment, align, changedVerdicts } from "../../playback/compare.js";
import { describeFate } from "../../playback/describe.js";
import { stepAt } from "../../playback/place.js";
import type { Packet, Recording } from "../../playback/recording.js";
import type { View } from "../../playback/view.js";
import { describeEdit } from "../../simulation/edits.js";
import { beside, block, cell, fitLine, type Line, type Piece, widest } from "../lines.js";
import type { PaneStyle, Tone } from "../style.js";

const gap = " │ ";
const widestName = 10;

/** The run that this one was branched from, and this one, side by side: what happened in both stands in one row. */
export function comparePane(view: View, width: number, height: number, style: PaneStyle): string[] {
  const { recording, position, parent } = view;
  if (parent === null) {
    return block(
      [[["this run was not branched from another: press x for what might have been", "faint"]]],
      width,
      height,
      style,
    );
  }
  const other = parent.view.recording;
  const alignment = alignmentOf(other, recording);
  const verdicts = changedVerdicts(other.report, recording.report);
  const summary: Line[] =
    verdicts.length === 0
      ? [[["both runs were judged the same", "faint"]]]
      : verdicts.map(
          ({ kind, name, left, right }): Line => [[`${kind} `, "faint"], name, "  ", left, " → ", [right, "strong"]],
        );
  const foot = summary.slice(0, Math.max(1, Math.min(summary.length, Math.floor(height / 4))));
  if (foot.length < summary.length)
    foot[foot.length - 1] = [[`… and ${summary.length - foot.length + 1} more judged otherwise`, "faint"]];

  const left = Math.max(0, width - gap.length) >> 1;
  const right = Math.max(0, width - gap.length - left);
  const room = Math.max(0, height - 2 - foot.length);
  const place = alignment.rowOf("right", position);
  const shown = place === null ? rowsAtOnce(view, other, room) : rowsAround(view, other, alignment, place, room);
  const lines = shown.map((row): string => {
    if (row === "parting") {
      const text = `── first difference: step ${alignment.parting} `;
      return fitLine([[text + "─".repeat(Math.max(0, width - text.length)), "doubtful"]], width, style);
    }
    const isHere = row.isStep && row.right === position;
    const tones: Tone[] = isHere ? ["hand"] : [];
    const sides = row.isStep
      ? [stepLine(other, row.left, row.isAlone, false), stepLine(recording, row.right, row.isAlone, isHere)]
      : [row.left, row.right];
    const middle = fitLine(gap, width - left - right, style, ...tones);
    return fitLine(sides[0], left, style, ...tones) + middle + fitLine(sides[1], right, style, ...tones);
  });
  const last = recording.edits.at(-1);
  const titles = ["the run that was opened", last === undefined ? "this run" : `this run: ${describeEdit(last)}`];
  const same: Line = [[alignment.parting === null ? "the runs are the same to their ends" : "", "good"]];
  const head = beside(
    [[fitLine([[titles[0], "strong"]], left, style)], [fitLine([[titles[1], "strong"]], right, style)]],
    fitLine(gap, width - left - right, style),
  );
  const far = place === null ? `; too far to line them up: both at ${formatInstant(recording.atUs(position))}` : "";
  const note = alignment.parting === null ? same : [[tellParting(view, alignment) + far, "faint"] as Piece];
  const all = [...head, fitLine(note, width, style), ...lines];
  const body = [...all.slice(0, height - foot.length), ...block([], width, height - foot.length - all.length, style)];
  return [...body, ...block(foot, width, foot.length, style)].slice(0, Math.max(0, height));
}

const known = new WeakMap<Recording, WeakMap<Recording, Alignment>>();

/** Lining runs up takes time: it is done once for two of them. */
function alignmentOf(left: Recording, right: Recording): Alignment {
  const kept = known.get(left) ?? new WeakMap<Recording, Alignment>();
  known.set(left, kept);
  const alignment = kept.get(right) ?? align(left, right);
  kept.set(right, alignment);
  return alignment;
}

function tellParting({ recording, position }: View, { parting }: Alignment): string {
  if (parting === null) return "";
  const when = parting < recording.length ? `, ${formatInstant(recording.atUs(parting))}` : "";
  const away =
    position === parting
      ? "here"
      : position > parting
        ? `${position - parting} steps back`
        : `${parting - position} steps ahead`;
  return `the runs part at step ${parting}${when}: ${away}`;
}

type Shown =
  | "parting"
  | { readonly isStep: true; readonly left: number | null; readonly right: number | null; readonly isAlone: boolean }
  /** What a step has brought about in the one run and in the other. */
  | { readonly isStep: false; readonly left: Line; readonly right: Line };

/** Rows around one, with a line where the runs part, and beneath it in what the step of that number differs. */
function rowsAround({ recording }: View, other: Recording, alignment: Alignment, place: number, room: number): Shown[] {
  const { parting } = alignment;
  const top = Math.max(0, place - (room >> 1));
  const shown = alignment.rows(top, room).flatMap(({ left, right }, at): Shown[] => {
    const row = { isStep: true, left, right, isAlone: left === null || right === null } as const;
    if (parting === null || top + at !== parting) return [row];
    const differences = left === null || right === null ? [] : differingPackets(other, left, recording, right);
    return ["parting", row, ...differences.slice(0, Math.max(1, room >> 2))];
  });
  return shown.slice(0, room);
}

/** Where the runs are too different to be lined up: what happens at about the same time. */
function rowsAtOnce({ recording, position }: View, other: Recording, room: number): Shown[] {
  const top = Math.max(0, position - (room >> 1));
  const shift = stepAt(other, recording.atUs(position)) - position;
  const count = Math.max(0, Math.min(room, recording.length - top));
  return Array.from({ length: count }, (_, row): Shown => {
    const left = top + row + shift;
    return { isStep: true, left: left >= 0 && left < other.length ? left : null, right: top + row, isAlone: false };
  });
}

/** What a step of each run has put on the wire, as far as it met another fate, or is another message. */
function differingPackets(left: Recording, leftStep: number, right: Recording, rightStep: number): Shown[] {
  const [ones, others] = [left.packetsOf(leftStep), right.packetsOf(rightStep)];
  const tell = ({ peers }: Recording, packet: Packet | undefined): Line => {
    if (packet === undefined) return [["       nothing sent", "faint"]];
    const fate = describeFate(packet.fate) + (packet.arrivals.length > 1 ? ", and once more" : "");
    return [
      ["       → ", "faint"],
      [peers[packet.to], "strong"],
      "  ",
      [fate, "doubtful"],
      `  ${brief(packet.message)}`,
    ];
  };
  return Array.from({ length: Math.max(ones.length, others.length) }, (_, place) => place).flatMap((place): Shown[] => {
    const [one, another] = [tell(left, ones[place]), tell(right, others[place])];
    return JSON.stringify(one) === JSON.stringify(another) ? [] : [{ isStep: false, left: one, right: another }];
  });
}

function stepLine(recording: Recording, step: number | null, isAlone: boolean, isHere: boolean): Line {
  if (step === null) return [["  ·", "faint"]];
  const who = recording.whoOf(step);
  const number = String(step).padStart(String(recording.length - 1).length);
  const name = who < 0 ? "" : cell(recording.peers[who], widest(recording.peers, widestName));
  return [
    isHere ? "◉" : " ",
    [isAlone ? "≠" : " ", "doubtful"],
    " ",
    [number, "faint"],
    ` ${(recording.atUs(step) / 1_000_000).toFixed(3)}  `,
    [name, "strong"],
    who < 0 ? "" : "  ",
    isAlone || who < 0 ? [briefStep(recording, step), "doubtful"] : briefStep(recording, step),
  ];
}
