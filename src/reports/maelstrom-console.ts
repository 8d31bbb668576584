import { formatInstant } from "../kernel/time.js";
import type { Results } from "../maelstrom/results.js";
import type { Report } from "../simulation/report.js";
import { oneLine, plainText } from "./plain-text.js";
import type { Style } from "./style.js";

/** What the results cannot know. */
export interface MaelstromCircumstances {
  /** What is odd about the lines that nodes printed, and whatever else should be looked at. */
  readonly warnings: readonly string[];
  /** What one may do with the run, by what it is for. */
  readonly commands: Readonly<Record<string, string>>;
  readonly wallMs: number;
}

const closing = {
  true: "Everything looks good!",
  false: "Analysis invalid!",
  unknown: "Nothing was found, but not everything could be judged.",
} as const;

/** The results of a run of Maelstrom for people who know them: nested, by name, and a closing line. */
export function maelstromConsole(
  results: Results,
  report: Report,
  { warnings, commands, wallMs }: MaelstromCircumstances,
  style: Style,
): string {
  const valid = String(results["valid?"]) as keyof typeof closing;
  const paint = { true: style.good, false: style.bad, unknown: style.doubtful }[valid];
  const times = wallMs > 0 ? `, ${Math.round(report.virtualUs / 1000 / wallMs)} times as fast as real time` : "";
  const run = `seed ${report.seed}   digest ${report.digest}   ${formatInstant(report.virtualUs)} in ${Math.round(wallMs)} ms${times}`;
  const sections = [
    [plainText(tell(results, 0))],
    report.errors.flatMap(({ node, atUs, message, stack }) => [
      paint(`${node} failed at ${formatInstant(atUs)}: ${oneLine(message)}`),
      ...plainText(stack).split("\n").slice(1, 5),
    ]),
    report.properties
      .filter(({ verdict }) => verdict === "violated")
      .flatMap(({ name, evidence }) => [paint(name), ...evidence.slice(0, 12).map((line) => `  ${plainText(line)}`)]),
    warnings.map((warning) => style.doubtful(`note: ${oneLine(warning)}`)),
    [run, ...Object.entries(commands).map(([what, command]) => `${what.padEnd(10)}${command}`)],
    [paint(closing[valid])],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const widest = 100;

/** Nested data as EDN; what does not fit on a line has a line for each part, one below the other. */
function tell(value: unknown, indent: number): string {
  const flat = onOneLine(value);
  if (typeof value !== "object" || value === null || flat.length + indent <= widest) return flat;
  const next = `\n${" ".repeat(indent + 1)}`;
  if (Array.isArray(value) && value.every((part) => typeof part === "number")) return flat;
  if (Array.isArray(value)) return `[${value.map((part) => tell(part, indent + 1)).join(next)}]`;
  const parts = entriesOf(value).map(([key, part]) => {
    const name = keyword(key);
    return `${name} ${tell(part, indent + name.length + 2)}`;
  });
  return `{${parts.join(`,${next}`)}}`;
}

function onOneLine(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (value === "unknown") return ":unknown";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(" ")}]`;
  return `{${entriesOf(value)
    .map(([key, part]) => `${keyword(key)} ${onOneLine(part)}`)
    .join(", ")}}`;
}

/** Names that are numbers are in their order. */
function entriesOf(value: object): [string, unknown][] {
  const entries = Object.entries(value);
  const areNumbers = entries.every(([key]) => isNumber(key));
  return areNumbers ? entries.sort(([one], [other]) => Number(one) - Number(other)) : entries;
}

const isNumber = (key: string) => /^\d+(?:\.\d+)?$/.test(key);

/** Numbers are numbers, words are keywords, and whatever else is a text. */
function keyword(key: string): string {
  if (isNumber(key)) return key;
  return /^[A-Za-z][\w?+*!.-]*$/.test(key) ? `:${key}` : JSON.stringify(key);
}
