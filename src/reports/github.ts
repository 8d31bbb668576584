import { outcomes } from "../hunt/run-record.js";
import { type Bug, plural, type Summary } from "../hunt/summary.js";
import { bugLines, bugTitle } from "./bug-lines.js";
import { cut } from "./columns.js";
import type { HuntCircumstances } from "./hunt-circumstances.js";
import { huntHeadline, huntPace } from "./hunt-words.js";
import { oneLine, plainText } from "./plain-text.js";
import { styleFor } from "./style.js";
import { marks } from "./verdict-marks.js";

/** GitHub shows no more than this many annotations of a step. */
const mostAnnotations = 10;
const mostBugs = 10;
const mostReasons = 50;
const mostScenarios = 200;
const mostText = 400;

const plain = styleFor(false);
const unbounded = Number.POSITIVE_INFINITY;

interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly file?: string;
  readonly message: string;
}

/** The bugs of a hunt, or why it is inconclusive, as commands that make GitHub's runner annotate the scenarios. */
export function githubAnnotations({ verdict, bugs, reasons }: Summary, { followUp }: HuntCircumstances): string {
  const annotations: readonly Annotation[] =
    verdict === "inconclusive"
      ? reasons.map((reason) => ({ level: "warning", title: "inconclusive", message: cut(oneLine(reason), mostText) }))
      : bugs.map((bug) => ({
          level: "error",
          title: `${bugTitle(bug)}, ${plural(bug.seeds.length, "seed")}`,
          file: bug.scenario,
          message: bugLines(bug, followUp(bug), plain, unbounded).join("\n"),
        }));
  return atMost(annotations).map(writeAnnotation).join("");
}

/** As many annotations as are shown; the last one counts those that would not be. */
function atMost(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= mostAnnotations) return annotations;
  const shown = annotations.slice(0, mostAnnotations - 1);
  const [{ level }] = annotations;
  const rest = annotations.length - shown.length;
  return [...shown, { level, title: `… and ${rest} more`, message: `${rest} more are in the report of the hunt` }];
}

function writeAnnotation({ level, title, file, message }: Annotation): string {
  const properties = Object.entries({ title, ...(file === undefined ? {} : { file }) });
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(oneLine(value))}`);
  return `::${level} ${written.join(",")}::${escapeData(plainText(message))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A hunt as Markdown, for the summary of a step. */
export function stepSummary(summary: Summary, circumstances: HuntCircumstances): string {
  const { verdict, bugs, reasons } = summary;
  const early = circumstances.interrupted ? ", interrupted" : "";
  const sections = [
    [`## ${marks[verdict]} ${verdict}: ${huntHeadline(summary)}${early}`],
    scenarioTable(summary),
    verdict === "inconclusive" ? listOf(reasons) : [],
    ...bugs.slice(0, mostBugs).map((bug, place) => bugSection(bug, place, circumstances)),
    bugs.length > mostBugs ? [`… and ${plural(bugs.length - mostBugs, "more bug")}`] : [],
    [huntPace(summary, circumstances).join(" ")],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

function scenarioTable({ scenarios }: Summary): string[] {
  if (scenarios.length === 0) return [];
  const rowOf = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rows = scenarios
    .slice(0, mostScenarios)
    .map((one) => [escapeMarkdown(one.scenario), one.runs, ...outcomes.map((outcome) => one.outcomes[outcome])]);
  const more = scenarios.length > mostScenarios ? [`| … and ${scenarios.length - mostScenarios} more |`] : [];
  const rule = rowOf(["---", "---:", ...outcomes.map(() => "---:")]);
  return [rowOf(["scenario", "runs", ...outcomes]), rule, ...rows.map(rowOf), ...more];
}

function listOf(reasons: readonly string[]): string[] {
  const shown = reasons.slice(0, mostReasons).map((reason) => `- ${escapeMarkdown(reason)}`);
  return reasons.length > mostReasons ? [...shown, `- … and ${reasons.length - mostReasons} more`] : shown;
}

/** Commands stand apart, where they can be copied. */
function bugSection(bug: Bug, place: number, { followUp }: HuntCircumstances): string[] {
  const known = followUp(bug);
  const facts = bugLines(bug, { ...known, commands: {} }, plain, unbounded);
  const commands = Object.values(known.commands).map(plainText);
  return [
    `### ${place + 1}. ${escapeMarkdown(bugTitle(bug))}`,
    "",
    ...codeBlock("text", facts),
    ...(commands.length === 0 ? [] : ["", ...codeBlock("sh", commands)]),
  ];
}

/** A fence that is longer than any in the text ends nowhere else. */
function codeBlock(language: string, lines: readonly string[]): string[] {
  const longest = Math.max(2, ...[...lines.join("\n").matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence];
}

/** A text within a line of Markdown, or within a cell of its tables, in which nothing is markup. */
function escapeMarkdown(text: string): string {
  return cut(oneLine(text), mostText)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#!|~@]/g, "\\$&");
}
