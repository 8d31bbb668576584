import { formatInstant, formatLength } from "../../kernel/time.js";
import { courseOf } from "../../playback/course.js";
import type { PropertyTrack, Recording } from "../../playback/recording.js";
import type { View } from "../../playback/view.js";
import type { PropertyReport } from "../../simulation/report.js";
import { block, cell, type Line, type Section, stack, widest, wrap } from "../lines.js";
import type { PaneStyle, Tone } from "../style.js";

const kindWidth = 11;
const widestNow = 12;
const labelWidth = 11;
/** Below this width, steps are told without their times, and how a property stands by its sign alone. */
const narrow = 90;

/** What the scenario claims: how it stands after the step at hand, how it was judged, and how the service did all along. */
export function propertiesPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  const { recording } = view;
  const { verdict, reasons, properties } = recording.report;
  const tone = ({ passed: "good", failed: "bad", inconclusive: "doubtful" } as const)[verdict];
  const sign = { passed: "✓", failed: "✖", inconclusive: "?" }[verdict];
  const isNarrow = width < narrow;
  const nowWidth = isNarrow ? 0 : widestNow;
  const judged = properties.map((property) => tellJudged(property, isNarrow));
  const judgedWidth = widest(judged.map(([text]) => text));
  const nameWidth = widest(
    properties.map(({ name }) => name),
    Math.max(12, width - kindWidth - nowWidth - judgedWidth - 7),
  );
  const rows = properties.map((property, at) => ({
    line: propertyLine(view, property, nameWidth, nowWidth, judged[at]),
    property,
  }));
  const violated = rows.filter(({ property }) => property.verdict === "violated");
  const others = rows.filter(({ property }) => property.verdict !== "violated");
  const sections: Section[] = [
    {
      heading: null,
      lines: [
        [[`${sign} ${verdict}`, tone]],
        ...reasons.flatMap((reason) => wrap(reason, width - 2)).map((line): Line => `  ${line}`),
      ],
      least: 3,
    },
    {
      heading: null,
      lines: violated.flatMap(({ line, property }) => [line, ...evidenceOf(property, width)]),
      least: Number.POSITIVE_INFINITY,
    },
    { heading: null, lines: courseLines(view, width), least: 5 },
    { heading: null, lines: others.map(({ line }) => line), least: 4 },
    { heading: null, lines: episodeLines(recording), least: 0 },
  ];
  return block(stack(sections, height, "last"), width, height, style);
}

/** What shows that a property was violated: sentences, and the nodes as they were. */
function evidenceOf({ evidence, nodes }: PropertyReport, width: number): Line[] {
  const rows = nodes.map(({ name, status, summary, faults }) => [
    name,
    ...(status === "up" ? [] : [status]),
    ...summary,
    ...faults,
  ]);
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, at) => widest(rows.map((row) => row[at] ?? "")));
  return [
    ...evidence.flatMap((line) => wrap(line, width - 4)).map((line): Line => [["    "], [line, "bad"]]),
    ...rows.map((row): Line => `    ${row.map((part, at) => cell(part, widths[at])).join("  ")}`),
  ];
}

function propertyLine(
  { recording, position }: View,
  { kind, name }: PropertyReport,
  nameWidth: number,
  nowWidth: number,
  judged: readonly [string, Tone],
): Line {
  const track = recording.properties.find((track) => track.kind === kind && track.name === name);
  const [sign, now, tone] = tellNow(kind, track, position);
  return [
    [sign, tone],
    " ",
    [cell(kind, kindWidth), "faint"],
    " ",
    cell(name, nameWidth),
    "  ",
    [nowWidth === 0 ? "" : `${cell(now, nowWidth)} `, tone],
    judged,
  ];
}

/** How a property stands now; what is judged at the end alone is not known before. */
function tellNow(
  kind: PropertyReport["kind"],
  track: PropertyTrack | undefined,
  position: number,
): readonly [sign: string, words: string, tone: Tone] {
  const last = track?.changes.findLast(({ step }) => step <= position);
  if (kind === "sometimes") {
    if (last === undefined) return ["·", "not yet", "faint"];
    return last.holds ? ["✓", "happens", "good"] : ["·", "not now", "faint"];
  }
  if (last === undefined) return ["·", "at the end", "faint"];
  return last.holds ? ["✓", "holds", "good"] : ["✖", "broken", "bad"];
}

function tellJudged({ kind, verdict, step, atUs }: PropertyReport, isNarrow: boolean): readonly [string, Tone] {
  const where = step === null ? "" : ` in step ${step}${isNarrow ? "" : `, ${formatInstant(atUs ?? 0)}`}`;
  switch (verdict) {
    case "held":
      return kind === "sometimes" ? [`first${where}`, "faint"] : ["held", "good"];
    case "violated":
      return [`✖ violated${where === "" ? ", seen at the end" : where}`, "bad"];
    case "never happened":
      return ["never happened", "doubtful"];
    default:
      return [verdict === "unknown" ? "not decided" : verdict, "doubtful"];
  }
}

const levels = "▁▂▃▄▅▆▇█";

/** The whole run as lines of signs, from its first instant to its last. */
function courseLines({ recording, position }: View, width: number): Line[] {
  const count = Math.max(1, width - labelWidth - 1);
  const { healthy, answered, faulty } = courseOf(recording, count);
  const { virtualUs, recovery } = recording.report;
  const placeOf = (atUs: number) => Math.min(count - 1, Math.floor((atUs / Math.max(1, virtualUs)) * count));
  const row = (label: string, signs: string, ...tones: Tone[]): Line => [
    [cell(label, labelWidth + 1), "faint"],
    [signs, ...tones],
  ];
  const lines: Line[] = [];
  if (healthy !== null) {
    const signs = healthy.map((share) => (share === null ? " " : share >= 1 ? "█" : share > 0 ? "▄" : "░"));
    lines.push(row("healthy", signs.join(""), "good"));
  }
  if (answered.some((share) => share !== null)) {
    const signs = answered.map((share) => (share === null ? " " : levels[Math.min(7, Math.floor(share * 7.999))]));
    lines.push(row("answered", signs.join("")));
  }
  if (recovery !== null && recovery.episodes.length > 0) {
    const signs = new Array<string>(count).fill(" ");
    for (const { beganUs, lengthUs, recovered } of recovery.episodes) {
      const [from, to] = [placeOf(beganUs), placeOf(beganUs + lengthUs)];
      signs.fill("─", from, to + 1);
      signs[to] = recovered ? "┤" : "…";
      signs[from] = from === to ? (recovered ? "┤" : "…") : "├";
    }
    lines.push(row("episodes", signs.join(""), "bad"));
  }
  if (faulty.some((isFaulty) => isFaulty)) {
    lines.push(row("faults", faulty.map((isFaulty) => (isFaulty ? "▼" : "·")).join(""), "doubtful"));
  }
  const here = placeOf(recording.atUs(position));
  const [label, end] = [formatInstant(recording.atUs(position)), formatInstant(virtualUs)];
  const isLeft = here + 2 + label.length > count;
  const mark = isLeft ? `${`${label} `.padStart(here)}▲` : `${" ".repeat(here)}▲ ${label}`;
  const room = count - mark.length - 1;
  return [
    ...lines,
    row("now", mark + (end.length <= room && here < count - 1 ? end.padStart(room + 1) : ""), "strong"),
  ];
}

function episodeLines({ report: { recovery } }: Recording): Line[] {
  if (recovery === null) return [];
  const { mttrUs, censored, withinUs, episodes } = recovery;
  if (episodes.length === 0) return ["the service was never unhealthy once it had been healthy"];
  const mean = mttrUs === null ? "undefined" : `${censored > 0 ? "≥ " : ""}${formatLength(Math.round(mttrUs))}`;
  return [
    `MTTR ${mean} of ${episodes.length - censored} recoveries${censored === 0 ? "" : `, ${censored} not seen`}; allowed ${formatLength(withinUs)}`,
    ...episodes.map(({ beganUs, lengthUs, recovered, causes }): Line => {
      const how = recovered
        ? `healthy again after ${formatLength(lengthUs)}`
        : `not recovered for ${formatLength(lengthUs)} and more`;
      const cause = causes.length === 0 ? "" : `  ${causes.join(", ")}`;
      return [`  ${formatInstant(beganUs)}  `, [how, lengthUs > withinUs ? "bad" : "faint"], cause];
    }),
  ];
}
