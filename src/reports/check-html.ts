import type { Level } from "../checks/history.js";
import type { CheckedHistory, Finding } from "../histories/judge-history.js";
import { escapeMarkup } from "./escape-markup.js";
import { explanationHtml, explanationStyle } from "./linearizability-html.js";
import { htmlPage } from "./page.js";

/** What was found in a history, as a page: each finding with its evidence, and with a picture where there is one. */
export function checkHtml({ file, model, verdict, counts, findings }: CheckedHistory): string {
  const { operations, ok, failed, unknown, processes } = counts;
  const title = `${file} is ${verdict}`;
  return htmlPage(title, explanationStyle, [
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p>${operations} operations of ${processes} processes on a ${escapeMarkup(model)}: ${ok} ok, ${failed} failed, ${unknown} unknown</p>`,
    ...findings.flatMap(findingHtml),
  ]);
}

function findingHtml(finding: Finding): readonly string[] {
  return [...judgementHtml(finding), ...latticeHtml(finding)];
}

/** All models for transactions, the strongest first, with what violates them. */
function latticeHtml({ lattice }: Finding): readonly string[] {
  if (lattice.length === 0) return [];
  const row = ({ model, verdict, because }: Level) =>
    `<tr>${[model, verdict === "held" ? "may hold" : verdict, because ?? ""].map((cell) => `<td>${escapeMarkup(cell)}</td>`).join("")}</tr>`;
  return ["<h3>Models, from strongest to weakest</h3>", `<table>${lattice.map(row).join("\n")}</table>`];
}

function judgementHtml({ name, judgement, explanation }: Finding): readonly string[] {
  const reason = judgement.verdict === "unknown" ? `: ${judgement.reason}` : "";
  const head = `<h2>${escapeMarkup(`${name}: ${judgement.verdict}${reason}`)}</h2>`;
  if (explanation !== null) return [head, ...explanationHtml(explanation)];
  const evidence = judgement.verdict === "invalid" ? judgement.evidence : [];
  return evidence.length === 0 ? [head] : [head, `<pre>${escapeMarkup(evidence.join("\n"))}</pre>`];
}
