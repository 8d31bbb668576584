import type { FaultRow } from "../faults/row.js";
import type { Occurrence } from "../faults/timetable.js";
import { writeRow } from "../faults/write-row.js";
import { formatInstant, formatLength } from "../kernel/time.js";
import { tellLoss } from "../node/loss.js";
import { type Drawn, faultsName } from "../scenario/draw.js";
import { describeEdit } from "../simulation/edits.js";
import { lossesBeforeFailure } from "../simulation/losses.js";
import type { LevelReport, NodeReport, PropertyReport, Report } from "../simulation/report.js";
import { foldList } from "./columns.js";
import { oneLine } from "./plain-text.js";
import type { Style } from "./style.js";
import { marks, paints } from "./verdict-marks.js";

/** What a report cannot know: how it was made, and how to make it again. */
export interface Circumstances {
  /** The command that plays this very run; null if whoever asks for the report says it. */
  readonly reproduce: string | null;
  /** The command that shows where it failed; null if it did not. */
  readonly look: string | null;
  /** Where the run was kept; null if it was not. */
  readonly capsule: string | null;
  /** Where the history of the run was written to; null if it was not. */
  readonly history?: string | null;
  /** How long it took, in milliseconds; null if nobody has looked. */
  readonly wallMs: number | null;
  /** Whether two plays were compared. */
  readonly verified: boolean;
}

/** A report for people: what held, what did not and why, and how to see it again. */
export function consoleReport(report: Report, circumstances: Circumstances, style: Style): string {
  const { verdict, title, seed, reasons } = report;
  const paint = style[paints[verdict]];
  const failure = report.properties.find((property) => property.verdict === "violated");
  const where = failure?.step == null ? "" : `   step ${failure.step}   ${formatInstant(failure.atUs ?? 0)}`;
  const head = `${paint(`${marks[verdict]} ${verdict}`)}  ${style.strong(title)}   seed ${seed}${where}`;
  const sections = [
    [head],
    verdict === "passed" ? [] : reasons.map((reason) => `  ${paint(reason)}`),
    ...report.properties.filter(isViolated).map((property) => evidence(property, style)),
    lossLines(report),
    ...report.errors
      .slice(0, 3)
      .map(({ node, stack, message }) => [
        `  ${node}: ${message}`,
        ...stackLines(stack, style),
        ...hintsOn(message).map((hint) => `      ${hint}`),
      ]),
    report.properties.map((property) => propertyLine(property, style)),
    [
      ...levelLines(report),
      ...recoveryLines(report),
      ...availabilityLines(report),
      ...faultLines(report),
      ...siteLines(report),
    ],
    listed("ended", report.nodes, ({ status, reason, saidLast }) =>
      status === "crashed" && reason?.startsWith("it exited with code")
        ? [[reason.slice("it ".length), ...(saidLast === undefined ? [] : [oneLine(saidLast)])].join(": ")]
        : [],
    ),
    listed("refused", report.nodes, ({ refused = [] }) => refused.map((call) => `called ${call}`)),
    listed("real", report.nodes, ({ leaks = [] }) => leaks.map((leak) => `reached ${leak}`)),
    report.drawn.flatMap(drawnLines),
    report.edits.map((edit) => `  edited      ${describeEdit(edit)}`),
    [runLine(report, circumstances)],
    Object.entries(commandsOf(circumstances)).map(
      ([label, line]) => `  ${style.faint(label)}${" ".repeat(10 - label.length)}${line}`,
    ),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** The command lines that show a run again, by what they are for. */
export function commandsOf({ reproduce, look, capsule, history }: Circumstances): Readonly<Record<string, string>> {
  return {
    ...(reproduce === null ? {} : { replay: reproduce }),
    ...(look === null ? {} : { look }),
    ...(capsule === null ? {} : { kept: `sim replay ${capsule}` }),
    ...(history == null ? {} : { history: `sim check ${history}` }),
  };
}

function isViolated({ verdict }: PropertyReport): boolean {
  return verdict === "violated";
}

/** Why a property does not hold, and how the nodes stood. */
export function evidence({ evidence, nodes }: PropertyReport, style: Style): string[] {
  return [...evidence.map((line) => `      ${line}`), ...nodeLines(nodes).map((line) => `      ${style.faint(line)}`)];
}

/** What crashes took before the run failed, where they took anything. */
export function lossLines(report: Report): string[] {
  return lossesBeforeFailure(report).map((line) => `      ${line}`);
}

/** Nodes as a table: name, state, what is wrong with them. */
function nodeLines(nodes: readonly NodeReport[]): string[] {
  const rows = nodes.map(({ name, status, summary, faults, byzantine }) => [
    name,
    ...(status === "up" ? [] : [status]),
    ...(byzantine ? ["Byzantine"] : []),
    ...summary,
    ...faults,
  ]);
  const widths = columnWidths(rows);
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]))
      .join("   ")
      .trimEnd(),
  );
}

/**
 * What programs called and did not get, or got though they should not have: they may have swallowed it, and gone another
 * way than in earnest.
 */
function listed(
  label: string,
  nodes: readonly NodeReport[],
  linesOf: (node: NodeReport) => readonly string[],
): string[] {
  const lines = nodes.flatMap((node) => linesOf(node).map((line) => `${node.name} ${line}`));
  return lines.slice(0, 5).map((line, at) => `  ${(at === 0 ? label : "").padEnd(12)}${line}`);
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
}

/** What somebody may not know who sees such an error. */
function hintsOn(message: string): string[] {
  return message.startsWith("Error: ENOENT: ")
    ? ["(on its machine are the `files` of its program, and relative paths begin at /)"]
    : [];
}

function stackLines(stack: string, style: Style): string[] {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 4).map((frame) => `      ${style.faint(frame.trim())}`);
}

function propertyLine({ kind, name, verdict, atUs }: PropertyReport, style: Style): string {
  const says = {
    held: kind === "sometimes" && atUs !== null ? style.good(`first at ${formatInstant(atUs)}`) : style.good("held"),
    violated: style.bad("violated"),
    "never happened": style.doubtful("never happened"),
    "not judged": style.faint("not judged"),
    unknown: style.doubtful("not decided"),
  }[verdict];
  return `  ${kind.padEnd(11)} ${name.padEnd(40)} ${says}`;
}

/** The models that held, and those that did not, or were not decided; each from strongest to weakest. */
function levelLines({ consistencyLevels = [] }: Report): string[] {
  const lines = (name: string, verdict: LevelReport["verdict"]) => {
    const levels = consistencyLevels.filter((level) => level.verdict === verdict);
    const last = levels.at(-1);
    const reason = verdict === "not decided" && last !== undefined ? `: ${levels[0].because}` : "";
    const models = foldList(
      levels.map(({ model }) => (model === last?.model ? model + reason : model)),
      90,
    );
    return models.map((line, at) => `  ${(at === 0 ? name : "").padEnd(12)}${line}`);
  };
  return [...lines("satisfied", "held"), ...lines("broken", "violated"), ...lines("not decided", "not decided")];
}

function recoveryLines({ recovery }: Report): string[] {
  if (recovery === null) return [];
  const { episodes, recovered, censored, mttrUs, mttdUs, tolerated } = recovery;
  if (episodes.length === 0) return [`  recovery    no episode; ${plural(tolerated, "fault")} tolerated`];
  const longest = Math.max(...episodes.map(({ lengthUs }) => lengthUs));
  const mttr = mttrUs === null ? "undefined" : `${censored > 0 ? "≥ " : ""}${formatLength(Math.round(mttrUs))}`;
  const parts = [
    `MTTR ${mttr}`,
    `longest ${formatLength(longest)}`,
    `${recovered} of ${plural(episodes.length, "episode")} recovered`,
    `${censored} censored`,
    `${tolerated} tolerated`,
    ...(mttdUs === null ? [] : [`time to detect ${formatLength(Math.round(mttdUs))}`]),
  ];
  return [`  recovery    ${parts.join(", ")}`];
}

function availabilityLines({ availability: { requests, time }, history }: Report): string[] {
  const parts = [
    ...(requests.ratio === null
      ? []
      : [`${percent(requests.ratio)} of requests (${requests.good} of ${requests.valid})`]),
    ...(time === null || time.ratio === null ? [] : [`${percent(time.ratio)} of the time`]),
  ];
  const outcomes =
    history === null ? [] : [`  history     ${history.ok} ok, ${history.failed} failed, ${history.unknown} unknown`];
  return [...(parts.length === 0 ? [] : [`  available   ${parts.join(", ")}`]), ...outcomes];
}

function siteLines({ sites }: Report): string[] {
  return sites.map(({ site, asked, fired }) => `  maybe       ${site} ${fired} of ${plural(asked, "time")}`);
}

/** A timetable as it would be written into a scenario. */
function drawnLines({ name, value }: Drawn): string[] {
  if (name !== faultsName) return [`  drawn       ${name} ${JSON.stringify(value)}`];
  return ["  faults: [", ...(value as readonly FaultRow[]).map((row) => `    ${writeRow(row)},`), "  ],"];
}

const mostFaults = 8;

function faultLines({ faults }: Report): string[] {
  const shown = faults.slice(0, mostFaults).map(({ text, nodes, beganUs, endedUs, effects, losses }) => {
    const until = endedUs === null ? "the end" : formatInstant(endedUs);
    const whom = nodes.length > 4 ? `${nodes.length} nodes` : nodes.join(", ");
    return `  fault       ${text} (${whom}), ${formatInstant(beganUs)} to ${until}, ${plural(effects, "effect")}${tellLosses(losses)}`;
  });
  return faults.length > mostFaults ? [...shown, `  fault       … and ${faults.length - mostFaults} more`] : shown;
}

/** The first of what crashes took: all of it is in the report as data. */
function tellLosses(losses: Occurrence["losses"]): string {
  const [first, ...others] = losses;
  if (first === undefined) return "";
  return `; took ${tellLoss(first)}${others.length === 0 ? "" : `, and ${others.length} more`}`;
}

function runLine({ digest, events, virtualUs }: Report, { wallMs, verified }: Circumstances): string {
  const time = wallMs === null ? "" : ` in ${Math.round(wallMs)} ms`;
  const twice = verified ? ", the same in two plays" : "";
  return `  run         ${events} events, ${formatInstant(virtualUs)}${time}, digest ${digest}${twice}`;
}

function percent(ratio: number): string {
  // Never rounded up to a hundred.
  return `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
