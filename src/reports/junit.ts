import { type PropertyCoverage, plural, type ScenarioSummary, type Summary } from "../hunt/summary.js";
import { bugLines } from "./bug-lines.js";
import { cut } from "./columns.js";
import { escapeMarkup } from "./escape-markup.js";
import type { HuntCircumstances } from "./hunt-circumstances.js";
import { oneLine } from "./plain-text.js";
import { styleFor } from "./style.js";

const mostBugs = 10;
const mostReasons = 100;
const mostText = 200;

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly properties: Readonly<Record<string, string | number>>;
}

interface Case {
  readonly name: string;
  readonly finding: Finding | null;
}

/** What is to be said of a case that did not pass. */
interface Finding {
  readonly tag: "failure" | "skipped";
  readonly type: "failed" | "inconclusive";
  readonly message: string;
  readonly body: readonly string[];
}

/**
 * A hunt as JUnit XML: a suite for each scenario, with a case for each property and one for the run itself. Names are the
 * same from hunt to hunt; seeds are in the bodies. What no run has tested fails where that makes the hunt inconclusive,
 * and is skipped where the hunt has failed anyway.
 */
export function junit(summary: Summary, circumstances: HuntCircumstances): string {
  const suites = summary.scenarios.map((scenario) => suiteOf(scenario, summary, circumstances));
  const all = suites.length > 0 ? suites : [emptySuite(summary)];
  const { tests, failures } = tally(all.flatMap(({ cases }) => cases));
  const time = ((circumstances.elapsedMs ?? summary.wallMs) / 1_000).toFixed(3);
  const totals = { name: "sim hunt", tests, failures, errors: 0, time };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", totals, all.map(writeSuite))}\n`;
}

/** Of a hunt that has played nothing. */
function emptySuite({ reasons }: Summary): Suite {
  return { name: "sim hunt", cases: [{ name: "the hunt", finding: inconclusive(reasons) }], properties: {} };
}

function suiteOf(scenario: ScenarioSummary, summary: Summary, circumstances: HuntCircumstances): Suite {
  const { scenario: name, runs, outcomes, properties } = scenario;
  const bugs = summary.bugs.filter((bug) => bug.scenario === name);
  const named = properties.map(({ property }) => property);
  // The other reasons are told with the properties that they are about.
  const ownReasons = named.map((property) => `${name}: ${property} in no run`);
  const reasons = summary.reasons.filter((reason) => reason.startsWith(`${name}: `) && !ownReasons.includes(reason));
  const found = (own: typeof bugs) => (own.length === 0 ? null : failed(own, circumstances));
  const itself =
    found(bugs.filter(({ property }) => !named.includes(property))) ??
    (summary.verdict === "inconclusive" ? inconclusive(reasons) : null);
  return {
    name,
    cases: [
      { name: "the run itself", finding: itself },
      ...properties.map((coverage) => ({
        name: coverage.property,
        finding: found(bugs.filter(({ property }) => property === coverage.property)) ?? untested(coverage, summary),
      })),
    ],
    properties: { runs, ...outcomes },
  };
}

function failed(bugs: Summary["bugs"], { followUp }: HuntCircumstances): Finding {
  const plain = styleFor(false);
  const seeds = bugs.reduce((sum, bug) => sum + bug.seeds.length, 0);
  const told = bugs.slice(0, mostBugs).map((bug) => {
    const lines = [bug.property, ...bugLines(bug, followUp(bug), plain, Number.POSITIVE_INFINITY)];
    return `${lines.join("\n")}\n`;
  });
  const more = bugs.length > mostBugs ? [`… and ${plural(bugs.length - mostBugs, "more bug")}`] : [];
  const [{ shortest, property }] = bugs;
  const [why] = [...(shortest.failure?.evidence ?? []), ...shortest.reasons, property];
  const message = `${plural(bugs.length, "bug")}, ${plural(seeds, "seed")}: ${cut(oneLine(why), mostText)}`;
  return { tag: "failure", type: "failed", message, body: [...told, ...more] };
}

function inconclusive(reasons: readonly string[]): Finding | null {
  if (reasons.length === 0) return null;
  const more = reasons.length > mostReasons ? [`… and ${plural(reasons.length - mostReasons, "more reason")}`] : [];
  const body = [...reasons.slice(0, mostReasons), ...more];
  return { tag: "failure", type: "inconclusive", message: cut(oneLine(reasons[0]), mostText), body };
}

/** Of a property to which no bug belongs. */
function untested({ held, violated }: PropertyCoverage, { verdict }: Summary): Finding | null {
  if (violated > 0) {
    const message = `violated in ${plural(violated, "run")}, after something else had failed`;
    return { tag: "failure", type: "failed", message, body: [] };
  }
  if (held > 0) return null;
  const tag = verdict === "inconclusive" ? "failure" : "skipped";
  return { tag, type: "inconclusive", message: "no run has tested it", body: [] };
}

function writeSuite({ name, cases, properties }: Suite): string {
  const written = cases.map(({ name: caseName, finding }) => {
    const children = finding === null ? [] : [writeFinding(finding)];
    return element("testcase", { name: caseName, classname: name }, children);
  });
  const described = Object.entries(properties).map(([name, value]) => element("property", { name, value }));
  return element("testsuite", { name, ...tally(cases), errors: 0 }, [
    ...(described.length === 0 ? [] : [element("properties", {}, described)]),
    ...written,
  ]);
}

function writeFinding({ tag, type, message, body }: Finding): string {
  const text = body.map((line) => escapeMarkup(line));
  return `<${tag}${writeAttributes({ type, message })}>${text.join("\n")}</${tag}>`;
}

function tally(cases: readonly Case[]) {
  const count = (tag: Finding["tag"]) => cases.filter(({ finding }) => finding?.tag === tag).length;
  return { tests: cases.length, failures: count("failure"), skipped: count("skipped") };
}

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const start = `<${name}${writeAttributes(attributes)}`;
  return children.length === 0 ? `${start}/>` : [`${start}>`, ...children, `</${name}>`].join("\n");
}

function writeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeMarkup(oneLine(String(value)))}"`)
    .join("");
}
