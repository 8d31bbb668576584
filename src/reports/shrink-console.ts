import type { FaultRow } from "../faults/row.js";
import { writeRow } from "../faults/write-row.js";
import type { Size } from "../hunt/shrink/size.js";
import type { Shrunk } from "../hunt/shrink.js";
import { formatInstant } from "../kernel/time.js";
import { describeEdit } from "../simulation/edits.js";
import { type Circumstances, evidence, lossLines } from "./console.js";
import type { Style } from "./style.js";

/** What shrinking cannot know. */
export interface ShrinkCircumstances extends Omit<Circumstances, "verified" | "history" | "wallMs"> {
  readonly wallMs: number;
  /** The timetable that is left. */
  readonly faults: readonly FaultRow[];
  /** How it came to its end, as a sentence. */
  readonly ended: string;
}

/** What is left of a run that failed, for people: as little as still fails. */
export function shrinkReport(shrunk: Shrunk, circumstances: ShrinkCircumstances, style: Style): string {
  const { report, seed, set, edits, before, after, runs, accepted, target } = shrunk;
  const { reproduce, look, capsule, wallMs, faults, ended } = circumstances;
  const where = target.atUs === null ? "" : `   ${formatInstant(target.atUs)}`;
  const sections = [
    [`${style.bad("✗ failed")}  ${style.strong(report.title)}   seed ${seed}${where}`],
    report.reasons.map((reason) => `  ${style.bad(reason)}`),
    report.properties.filter(({ verdict }) => verdict === "violated").flatMap((property) => evidence(property, style)),
    lossLines(report),
    sizeLines(before, after),
    faults.length === 0 ? [] : ["  faults: [", ...faults.map((row) => `    ${writeRow(row)},`), "  ],"],
    set.filter((setting) => !/^faults\b/.test(setting)).map((setting) => `  set         ${setting}`),
    edits.map((edit) => `  edited      ${describeEdit(edit)}`),
    [`  shrunk      ${accepted.length} times in ${runs} runs, ${(wallMs / 1_000).toFixed(1)} s: ${ended}`],
    [
      `  ${style.faint("replay")}    ${reproduce}`,
      ...(look === null ? [] : [`  ${style.faint("look")}      ${look}`]),
      ...(capsule === null ? [] : [`  ${style.faint("kept")}      sim replay ${capsule}`]),
    ],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** The same for programs: one JSON object. */
export function shrinkJson(shrunk: Shrunk, circumstances: ShrinkCircumstances): string {
  const { report, accepted, ...rest } = shrunk;
  const { milestones: _, ...told } = report;
  return `${JSON.stringify({ ...rest, accepted: accepted.map(({ what }) => what), ...circumstances, report: told }, null, 2)}\n`;
}

const figures: readonly (readonly [name: string, figure: (size: Size) => string])[] = [
  ["faults", ({ rows }) => String(rows)],
  ["edits", ({ edits }) => String(edits)],
  ["nodes", ({ nodes }) => String(nodes)],
  ["clients", ({ clients }) => String(clients)],
  ["operations", ({ operations }) => String(operations)],
  ["events", ({ events }) => String(events)],
  ["time", ({ virtualUs }) => formatInstant(virtualUs)],
];

function sizeLines(before: Size, after: Size): string[] {
  const rows = figures
    .map(([name, figure]) => [name, figure(before), figure(after)])
    .filter(([, ...both]) => both.some((text) => text !== "0"));
  return rows.map(([name, from, to]) => `  ${name.padEnd(11)} ${from.padStart(10)} → ${to}`);
}
