import { tellCall, tellValue } from "../checks/tell.js";
import { describeFault } from "../faults/row.js";
import { judgeAll } from "../histories/judge-history.js";
import { plural } from "../hunt/summary.js";
import { formatInstant, formatLength } from "../kernel/time.js";
import { landmarksOf } from "../playback/landmarks.js";
import type { Recording } from "../playback/recording.js";
import { reasonsFor } from "../playback/why.js";
import { describeEdit } from "../simulation/edits.js";
import { lossesBeforeFailure } from "../simulation/losses.js";
import type { NodeReport, Report } from "../simulation/report.js";
import { diagramSvg } from "./diagram-svg.js";
import { escapeMarkup } from "./escape-markup.js";
import { list, type Markup, paragraph, partsStyle, type Row, rest, section, table, verbatim } from "./html-parts.js";
import type { FollowUp } from "./hunt-circumstances.js";
import { explanationHtml, explanationStyle } from "./linearizability-html.js";
import { htmlPage } from "./page.js";
import { marks } from "./verdict-marks.js";

const stepsBefore = 40;
const stepsAfter = 10;
const mostLines = 20;
const mostFaults = 100;
const mostNodes = 50;
const mostOperations = 30;
const mostEpisodes = 100;
const mostErrors = 5;
/** The picture of a history is for people: no longer search than this is done for it. */
const mostSearched = 2_000_000;

const style = `
  .failed { color: var(--bad) } .passed { color: var(--good) } .inconclusive { color: var(--doubtful) }
  .facts { color: var(--faint) }
  code { user-select: all } .command { max-width: none } .word { white-space: nowrap }
  svg .paper { fill: Canvas }
  .active td { background: color-mix(in srgb, Canvas, var(--doubtful) 14%) }
  .when { position: relative; min-width: 20em; padding: 0 }
  .when i { position: absolute; top: .45em; height: .9em; min-width: 2px; background: var(--doubtful); opacity: .75 }
  .when b { position: absolute; top: 0; bottom: 0; width: 2px; background: var(--bad) }
`;

/**
 * One failure as a page: what does not hold and why, what was wrong at the time, the steps around it, and the commands to see
 * it again. Where nothing has failed, it shows the end of the run.
 */
export function failureHtml(recording: Recording, commands: FollowUp["commands"]): string {
  const { report } = recording;
  const step = whereItFailed(recording);
  const title = `${marks[report.verdict]} ${report.verdict}: ${report.title}, seed ${report.seed}`;
  return htmlPage(title, partsStyle + style + explanationStyle, [
    ...head(recording, step),
    ...section("See it again", table([], Object.entries(commands).map(commandRow), mostLines)),
    ...section("What led to it", why(recording, step)),
    ...section("Nodes at that time", nodesAt(recording, step)),
    ...section("Faults", faults(recording, step)),
    ...section("Steps around it", diagram(recording, step)),
    ...consistency(recording),
    ...section("What the clients did, the latest first", history(recording, step)),
    ...section("Recovery", recovery(report)),
    ...section("Properties", properties(report)),
    ...section("Processes that failed by themselves", errors(report)),
    ...section("This run", run(report)),
  ]);
}

/** The first step at which something is violated; or a process failed by itself; or the run ended. */
function whereItFailed(recording: Recording): number {
  const { errors } = recording.report;
  const [violation] = landmarksOf(recording).violations;
  return violation ?? errors.find(({ excuse }) => excuse === null)?.step ?? recording.length - 1;
}

function head(recording: Recording, step: number): readonly string[] {
  const { verdict, title, seed, reasons, properties } = recording.report;
  return [
    `<h1><span class="${verdict}">${marks[verdict]} ${verdict}</span> ${escapeMarkup(title)}</h1>`,
    paragraph(`seed ${seed} · step ${step} · ${formatInstant(recording.atUs(step))}`, "facts"),
    ...reasons.slice(0, mostLines).map((reason) => paragraph(reason, verdict)),
    ...rest(reasons.length - mostLines),
    ...properties.flatMap(({ verdict, evidence }) => (verdict === "violated" ? verbatim(evidence) : [])),
    ...verbatim(lossesBeforeFailure(recording.report)),
  ];
}

function commandRow([label, line]: [string, string]): Row {
  return { cells: [word(label), { markup: `<code>${escapeMarkup(line)}</code>`, kind: "command" }] };
}

/** A word that stays whole however little room there is. */
function word(text: string): Markup {
  return { markup: escapeMarkup(text), kind: "word" };
}

function why(recording: Recording, step: number): readonly string[] {
  const reasons = reasonsFor(recording, step).map((reason) => `step ${reason.step}: ${reason.text}`);
  return list(reasons, mostLines);
}

/** Those that show the violation as its property tells them, and all others as they were recorded. */
function nodesAt(recording: Recording, step: number): readonly string[] {
  const { report, peers, nodeCount } = recording;
  const shown = report.properties.flatMap(({ verdict, nodes }) => (verdict === "violated" ? nodes : []));
  const names = [...new Set([...shown.map(({ name }) => name), ...peers.slice(0, nodeCount)])];
  const rows = names.slice(0, mostNodes).map((name): Row => {
    const told = shown.find((node) => node.name === name) ?? nodeAt(recording, peers.indexOf(name), step);
    const { status, reason, byzantine, summary, faults } = told;
    const state = `${status}${reason === null ? "" : `: ${reason}`}${byzantine ? ", Byzantine" : ""}`;
    return { cells: [name, state, summary.join(", "), faults.join(", ")] };
  });
  const header = ["node", "is", "state", "what is wrong with it"];
  return [...table(header, rows, mostNodes), ...rest(names.length - rows.length)];
}

function nodeAt(recording: Recording, node: number, step: number): NodeReport {
  const { status, reason, byzantine } = recording.conditionAt(node, step);
  const faults = recording.faults
    .filter(({ nodes, from, to }) => nodes.includes(node) && from <= step && (to === null || step < to))
    .map(({ text, from }) => `${text} since ${formatInstant(recording.atUs(from))}`);
  return { name: recording.peers[node], status, reason, byzantine, summary: recording.summaryAt(node, step), faults };
}

/** Every time that a fault happened, with a bar that shows when; and the rows that never began. */
function faults(recording: Recording, step: number): readonly string[] {
  const { report, plan } = recording;
  const failedUs = recording.atUs(step);
  const share = (timeUs: number) => `${Math.round((10_000 * timeUs) / Math.max(1, report.virtualUs)) / 100}%`;
  const rows = report.faults.map(({ text, nodes, beganUs, endedUs, effects }): Row => {
    const untilUs = endedUs ?? report.virtualUs;
    const isActive = beganUs <= failedUs && failedUs <= untilUs;
    const until = endedUs === null ? "the end" : formatInstant(endedUs);
    const bar = `<i style="left:${share(beganUs)};width:${share(untilUs - beganUs)}"></i><b style="left:${share(failedUs)}"></b>`;
    const then = isActive ? "active" : beganUs > failedUs ? "to come" : "over";
    const cells = [text, nodes.join(", "), formatInstant(beganUs), until, String(effects), then];
    return { cells: [...cells, { markup: bar, kind: "when" }], ...(isActive ? { kind: "active" } : {}) };
  });
  const begun = new Set(report.faults.map(({ row }) => row));
  const others = plan.faults.filter((_, place) => !begun.has(place));
  const never = others.map((fault): Row => ({ cells: [describeFault(fault), "", "did not begin", "", "0", "", ""] }));
  const header = ["fault", "whom", "from", "to", "effects", "at that time", "in the run"];
  return table(header, [...rows, ...never], mostFaults);
}

function diagram(recording: Recording, step: number): readonly string[] {
  return [`<div class="scrolls">${diagramSvg(recording, step - stepsBefore, step + stepsAfter)}</div>`];
}

/** Where a history is broken, and a check can tell why: its picture. */
function consistency({ history, plan, report }: Recording): readonly string[] {
  const violated = report.properties.filter(({ kind, verdict }) => kind === "consistency" && verdict === "violated");
  const names = violated.map(({ name }) => name);
  const checks = plan.consistency.filter((check) => "explain" in check && names.includes(check.name));
  return judgeAll(history, checks, mostSearched).flatMap(({ name, explanation }) =>
    explanation === null ? [] : section(name, explanationHtml(explanation)),
  );
}

/** The last operations that began before the failure, those marked that were open then. */
function history({ history }: Recording, step: number): readonly string[] {
  const before = history.filter(({ invokedAt }) => invokedAt <= step).toReversed();
  const rows = before.map((operation): Row => {
    const { process, request, node, outcome, result, invokedUs, completedUs, completedAt } = operation;
    const isOpen = completedAt > step;
    const answer = isOpen ? "open" : outcome === "ok" ? tellValue(result) : outcome;
    const until = Number.isFinite(completedUs) ? formatInstant(completedUs) : "";
    const cells = [String(process), tellCall(request), answer, node, formatInstant(invokedUs), until];
    return isOpen ? { cells, kind: "active" } : { cells };
  });
  return table(["process", "asked", "was answered", "by", "from", "to"], rows, mostOperations);
}

/** Each time that the service was not healthy; where it was not seen to recover, that is said. */
function recovery({ recovery }: Report): readonly string[] {
  if (recovery === null) return [];
  const { episodes, tolerated, mttrUs, censored, withinUs, settleUs } = recovery;
  const mean = mttrUs === null ? "undefined" : `${censored > 0 ? "≥ " : ""}${formatLength(Math.round(mttrUs))}`;
  const figures = `MTTR ${mean}, ${plural(episodes.length, "episode")}, ${censored} censored, ${plural(tolerated, "fault")} tolerated`;
  const demand = `demanded: within ${formatLength(withinUs)}, and then for ${formatLength(settleUs)}`;
  const rows = episodes.map((episode): Row => {
    const { beganUs, recoveredUs, lengthUs, causes, detectUs, recovery } = episode;
    const [again, least] =
      recoveredUs === null ? ["not seen: censored", "≥ "] : [`${formatInstant(recoveredUs)}, ${recovery}`, ""];
    const isLate = lengthUs > withinUs;
    const length = `${least}${formatLength(lengthUs)}${isLate ? ", too long" : ""}`;
    const detected = detectUs === null ? "" : formatLength(detectUs);
    const cells = [formatInstant(beganUs), again, length, detected, causes.join(", ")];
    return isLate ? { cells, kind: "active" } : { cells };
  });
  const header = ["from", "healthy again", "time to recovery", "to detection", "faults"];
  return [paragraph(`${figures}; ${demand}`), ...table(header, rows, mostEpisodes)];
}

const looks = {
  held: "passed",
  violated: "failed",
  "never happened": "inconclusive",
  "not judged": "facts",
  unknown: "inconclusive",
} as const;

function properties({ properties }: Report): readonly string[] {
  const rows = properties.map(({ kind, name, verdict, atUs }): Row => {
    const told: Markup = { markup: verdict === "unknown" ? "not decided" : verdict, kind: looks[verdict] };
    return { cells: [word(kind), name, told, atUs === null ? "" : formatInstant(atUs)] };
  });
  return table([], rows, mostLines);
}

function errors({ errors }: Report): readonly string[] {
  const shown = errors.slice(0, mostErrors).flatMap(({ node, message, stack, step, atUs, excuse }) => {
    const excused = excuse === null ? "" : ` (${excuse})`;
    return [
      paragraph(`${node}, step ${step}, ${formatInstant(atUs)}: ${message}${excused}`),
      ...verbatim([stack], "facts"),
    ];
  });
  return [...shown, ...rest(errors.length - mostErrors)];
}

function run({ digest, events, virtualUs, drawn, edits }: Report): readonly string[] {
  const texts = [
    `${plural(events, "event")}, ${formatInstant(virtualUs)}, digest ${digest}`,
    ...drawn.map(({ name, value }) => `drawn: ${name} ${tellValue(value)}`),
    ...edits.map((edit) => `edited: ${describeEdit(edit)}`),
  ];
  return list(texts, mostLines);
}
