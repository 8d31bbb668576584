import type { Level } from "../checks/history.js";
import { drawExplanation } from "../checks/linearizability/draw-explanation.js";
import type { CheckedHistory, Finding } from "../histories/judge-history.js";
import { foldList } from "./columns.js";
import type { Style } from "./style.js";

const marks = { valid: "✓", invalid: "✗", unknown: "?" } as const;
const paints = { valid: "good", invalid: "bad", unknown: "doubtful" } as const;

/** What was checked of one history, what was found, and why. */
export function checkReport(checked: CheckedHistory, style: Style, width: number): string {
  const { file, format, note, model, counts, findings } = checked;
  const { operations, ok, failed, unknown, processes } = counts;
  const sections = [
    [`${headOf(checked, style)}  ${style.strong(file)}`],
    ...findings.flatMap((finding) => evidence(finding, style, width)),
    findings.map((finding) => findingLine(finding, style)),
    ...findings.map(({ lattice }) => latticeLines(lattice, width)),
    [
      `  history     ${plural(operations, "operation")} of ${plural(processes, "process", "processes")}: ${ok} ok, ${failed} failed, ${unknown} unknown`,
      `  read as     ${model}, ${format}${note === null ? "" : `: ${note}`}`,
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** One history of several, in a line. */
export function checkLine(checked: CheckedHistory, style: Style, fileWidth: number): string {
  const { file, counts, findings, verdict } = checked;
  const names = findings.map(({ name }) => name).join(", ");
  const operations = plural(counts.operations, "operation");
  const decisive = findings.find((finding) => finding.judgement.verdict === verdict)?.judgement;
  const why = decisive?.verdict === "unknown" ? `: ${decisive.reason}` : "";
  return `${headOf(checked, style)}  ${file.padEnd(fileWidth)}  ${names}, ${operations}${why}\n`;
}

function headOf({ verdict }: CheckedHistory, style: Style): string {
  const text = `${marks[verdict]} ${verdict}`;
  return `${style[paints[verdict]](text)}${" ".repeat("? unknown".length - text.length)}`;
}

function evidence({ judgement, explanation }: Finding, style: Style, width: number): (readonly string[])[] {
  if (judgement.verdict === "unknown") return [[`  ${style.doubtful(judgement.reason)}`]];
  if (judgement.verdict === "valid") return [];
  const picture = explanation === null ? [] : drawExplanation(explanation, width - 6);
  return [judgement.evidence, picture].map((lines) => lines.map((line) => `      ${line}`));
}

function findingLine({ name, judgement }: Finding, style: Style): string {
  const { verdict, steps } = judgement;
  const how = judgement.verdict !== "unknown" && judgement.decidedBy !== undefined ? ` by ${judgement.decidedBy}` : "";
  return `  consistency ${name.padEnd(40)} ${style[paints[verdict]](verdict)}${how}, ${plural(steps, "step")}`;
}

/** What is violated and what may hold, from strongest to weakest; the weakest that are violated with the reason. */
function latticeLines(lattice: readonly Level[], width: number): string[] {
  const lines = (name: string, verdict: Level["verdict"]) => {
    const told = lattice.filter((level) => level.verdict === verdict);
    const names = told.map(({ model, because }) =>
      verdict === "violated" && because !== null ? `${model} (${because})` : model,
    );
    return foldList(names, width - 14).map((line, at) => `  ${(at === 0 ? name : "").padEnd(12)}${line}`);
  };
  return [...lines("violated", "violated"), ...lines("not decided", "not decided"), ...lines("may hold", "held")];
}

function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
