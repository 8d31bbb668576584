import type { CheckedHistory } from "../histories/judge-history.js";
import { escapeMarkup } from "./escape-markup.js";
import { linearizabilityHtml } from "./linearizability-html.js";

/** What was found in a history, as a page that needs nothing else: the picture of it where there is one. */
export function checkHtml({ file, model, verdict, counts, findings }: CheckedHistory): string {
  const explanation = findings.find((finding) => finding.explanation !== null)?.explanation;
  if (explanation) return linearizabilityHtml(explanation);
  const sections = findings.map(({ name, judgement }) => {
    const lines = judgement.verdict === "invalid" ? judgement.evidence : [];
    const reason = judgement.verdict === "unknown" ? `: ${judgement.reason}` : "";
    const evidence = lines.length === 0 ? "" : `\n<pre>${escapeMarkup(lines.join("\n"))}</pre>`;
    return `<h2>${escapeMarkup(name)}: ${judgement.verdict}${escapeMarkup(reason)}</h2>${evidence}`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeMarkup(file)} is ${verdict}</title>
<style>:root { color-scheme: light dark } body { font: 14px/1.5 ui-monospace, monospace; margin: 2em }</style>
<h1>${escapeMarkup(file)} is ${verdict}</h1>
<p>${counts.operations} operations of a ${escapeMarkup(model)}</p>
${sections.join("\n")}
</html>
`;
}
