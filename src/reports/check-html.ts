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

function findingHtml({ name, judgement, explanation }: Finding): readonly string[] {
  const reason = judgement.verdict === "unknown" ? `: ${judgement.reason}` : "";
  const head = `<h2>${escapeMarkup(`${name}: ${judgement.verdict}${reason}`)}</h2>`;
  if (explanation !== null) return [head, ...explanationHtml(explanation)];
  const evidence = judgement.verdict === "invalid" ? judgement.evidence : [];
  return evidence.length === 0 ? [head] : [head, `<pre>${escapeMarkup(evidence.join("\n"))}</pre>`];
}
