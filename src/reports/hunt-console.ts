import type { Outcome } from "../hunt/run-record.js";
import { type PropertyCoverage, plural, type ScenarioSummary, type Summary } from "../hunt/summary.js";
import { bugLines, bugTitle } from "./bug-lines.js";
import { cut, cutStart, fill, fold, widthOf } from "./columns.js";
import type { HuntCircumstances } from "./hunt-circumstances.js";
import { huntHeadline, huntPace } from "./hunt-words.js";
import { oneLine } from "./plain-text.js";
import type { Style } from "./style.js";
import { marks, paints } from "./verdict-marks.js";

const width = 100;
const mostBugs = 10;
const mostReasons = 10;
const mostScenarios = 50;

/** What a hunt has found, for people: its bugs first, then what it has and has not tested. */
export function huntConsole(summary: Summary, circumstances: HuntCircumstances, style: Style): string {
  const { scenarios, bugs } = summary;
  const shown = scenarios.slice(0, mostScenarios);
  const sections = [
    [headLine(summary, circumstances, style)],
    reasonLines(summary, style),
    [...scenarioLines(shown, style), ...rest(scenarios.length - shown.length, "scenario")],
    ...bugs
      .slice(0, mostBugs)
      .map((bug, place) => [
        ...fold(`bug ${place + 1}  ${bugTitle(bug)}`, width - 2).map((line) => `  ${style.bad(line)}`),
        ...bugLines(bug, circumstances.followUp(bug), style, width - 6).map((line) => `      ${line}`),
      ]),
    rest(bugs.length - mostBugs, "bug"),
    ...shown.map((scenario) => coverageLines(scenario, style)),
    ...shown.map((scenario) => doubtLines(scenario, style)),
    huntPace(summary, circumstances).map((line, place) => `  ${fill(place === 0 ? "hunt" : "", 10)}${line}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function rest(count: number, noun: string): string[] {
  return count > 0 ? [`  … and ${plural(count, `more ${noun}`)}`] : [];
}

function headLine(summary: Summary, { interrupted }: HuntCircumstances, style: Style): string {
  const { verdict } = summary;
  const early = interrupted ? `   ${style.doubtful("interrupted")}` : "";
  return `${style[paints[verdict]](`${marks[verdict]} ${verdict}`)}  ${style.strong(huntHeadline(summary))}${early}`;
}

/** Of a hunt that failed, the bugs themselves say why. */
function reasonLines({ verdict, reasons }: Summary, style: Style): string[] {
  if (verdict !== "inconclusive") return [];
  return [
    ...reasons
      .slice(0, mostReasons)
      .flatMap((reason) => fold(cut(oneLine(reason), 3 * width), width - 2))
      .map((line) => `  ${style.doubtful(line)}`),
    ...rest(reasons.length - mostReasons, "reason"),
  ];
}

const outcomes: readonly (readonly [Outcome, keyof Style])[] = [
  ["passed", "good"],
  ["failed", "bad"],
  ["inconclusive", "doubtful"],
  ["diverged", "bad"],
  ["hung", "bad"],
  ["died", "bad"],
];

/** A line for each scenario, with a column for each outcome that there was. */
function scenarioLines(scenarios: readonly ScenarioSummary[], style: Style): string[] {
  const columns = outcomes.filter(([outcome]) => scenarios.some((one) => one.outcomes[outcome] > 0));
  const most = (figure: (scenario: ScenarioSummary) => number) =>
    Math.max(0, ...scenarios.map((scenario) => String(figure(scenario)).length));
  const runsWidth = most(({ runs }) => runs);
  const widths = columns.map(([outcome]) => most((scenario) => scenario.outcomes[outcome]));
  const taken = columns.reduce((sum, [outcome], place) => sum + widths[place] + outcome.length + 4, runsWidth + 10);
  const names = scenarios.map(({ scenario }) => cutStart(oneLine(scenario), Math.max(10, width - taken)));
  const nameWidth = Math.max(0, ...names.map(widthOf));
  return scenarios.map(({ runs, outcomes }, line) => {
    const cells = columns.map(([outcome, paint], place) => {
      const cell = `${String(outcomes[outcome]).padStart(widths[place])} ${outcome}`;
      return style[outcomes[outcome] === 0 ? "faint" : paint](cell);
    });
    const noun = runs === 1 ? "run " : "runs";
    return [`  ${fill(names[line], nameWidth)}`, `${String(runs).padStart(runsWidth)} ${noun}`, ...cells].join("   ");
  });
}

const nameWidth = 56;

/** In how many runs each property was decided, and each kind of fault changed something. */
function coverageLines({ scenario, runs, properties, faults, sites }: ScenarioSummary, style: Style): string[] {
  const rows = [
    ...properties.map((coverage) => [coverage.property, tellCoverage(coverage, runs, style)]),
    ...faults.map(({ verb, runs: hit, effects }) => [
      `fault ${verb}`,
      hit === 0
        ? style.doubtful("changed nothing in any run")
        : `in ${hit} of ${plural(runs, "run")}, ${plural(effects, "effect")}`,
    ]),
    ...sites.map(({ site, runs: hit, fired }) => [
      `site ${site}`,
      hit === 0 ? style.doubtful("fired in no run") : `fired in ${hit} of ${plural(runs, "run")}, ${fired} times`,
    ]),
  ];
  if (rows.length === 0) return [];
  const names = rows.map(([name]) => cut(oneLine(name), nameWidth));
  const column = Math.max(...names.map(widthOf));
  return [
    `  ${style.faint("coverage")}  ${cutStart(oneLine(scenario), width - 12)}`,
    ...rows.map(([, told], place) => `      ${fill(names[place], column)}   ${told}`),
  ];
}

function tellCoverage({ property, held, violated, open }: PropertyCoverage, runs: number, style: Style): string {
  const isSometimes = property.startsWith("sometimes ");
  if (isSometimes) {
    return held === 0 ? style.doubtful("happened in no run") : `happened in ${held} of ${plural(runs, "run")}`;
  }
  if (held + violated === 0) return style.doubtful("judged in no run");
  const parts = [
    ...(held === 0 ? [] : [`held in ${held}`]),
    ...(violated === 0 ? [] : [style.bad(`violated in ${violated}`)]),
    ...(open === 0 ? [] : [`open in ${open}`]),
  ];
  return parts.join(", ");
}

/** Why runs were inconclusive; of a hunt whose verdict that is, its reasons have said so. */
function doubtLines({ scenario, doubts }: ScenarioSummary, style: Style): string[] {
  if (doubts.length === 0) return [];
  const most = doubts.toSorted((one, other) => other.runs - one.runs).slice(0, mostReasons);
  return [
    `  ${style.faint("doubts")}    ${cutStart(oneLine(scenario), width - 12)}`,
    ...most
      .flatMap(({ reason, runs }) => fold(`${plural(runs, "run")}: ${cut(oneLine(reason), 3 * width)}`, width - 6))
      .map((line) => `      ${line}`),
    ...rest(doubts.length - most.length, "doubt").map((line) => `    ${line}`),
  ];
}
