import type { Operation } from "../checks/history.js";
import type { Explanation } from "../checks/linearizability/explanation.js";
import { tellExplanation, tellOpen, tellState } from "../checks/linearizability/tell-explanation.js";
import { type Bar, reach, timeline } from "../checks/linearizability/timeline.js";
import { tellOperation } from "../checks/tell.js";
import { escapeMarkup } from "./escape-markup.js";

/** As much as a page shows of a long history: the end of it. */
const columns = 400;
const mostOfOrder = 100;
const mostItems = 50;

const style = `
  :root { color-scheme: light dark }
  body { font: 14px/1.5 ui-monospace, monospace; margin: 2em }
  .picture { overflow-x: auto; border: 1px solid; padding: 1em 0 }
  .row { position: relative; height: 2em; white-space: pre }
  .title { position: sticky; left: 0; padding: 0 1ch; background: Canvas; z-index: 1; display: inline-block }
  .bar { position: absolute; top: .1em; height: 1.6em; border: 1px solid; border-radius: .3em; overflow: hidden;
    box-sizing: border-box; padding: 0 .4ch; background: color-mix(in srgb, Canvas, green 25%); color: CanvasText }
  .unplaced { background: Canvas }
  .unknown { border-style: dashed }
  .stuck { border: 3px double; background: color-mix(in srgb, Canvas, red 40%) }
`;

/**
 * An explanation as a page that needs nothing else: a timeline with a row for each process, on which every operation tells
 * about itself under the pointer; the states that were tried, with why each fails; and the longest order. Whatever comes
 * from a history is escaped.
 */
export function linearizabilityHtml(explanation: Explanation): string {
  const { subject, stuck, states, statesInAll, open, order } = explanation;
  const [headline] = tellExplanation(explanation);
  const first = Math.max(0, order.length - mostOfOrder);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeMarkup(subject)} is not linearizable</title>
<style>${style}</style>
<h1>${escapeMarkup(subject)} is not linearizable</h1>
<p>${escapeMarkup(headline)}</p>
<p><strong>${escapeMarkup(tellOperation(stuck))}</strong></p>
<div class="picture">
${picture(explanation)}
</div>
<p>Operations in the order carry their place in it. Dashed ones are of unknown outcome; the double line fits into no order.</p>
<h2>States in which every order that could make a difference ends</h2>
${list(
  states.map((state) => tellState(state, stuck)),
  statesInAll,
)}
<h2>Open at that time, and no help in any order</h2>
${list(open.map(tellOpen), open.length)}
<h2>One of the longest orders</h2>
${first > 0 ? `<p>The last ${mostOfOrder} of ${order.length}.</p>\n` : ""}<ol start="${first + 1}">
${order.slice(first).map(item).join("\n")}
</ol>
</html>
`;
}

function picture(explanation: Explanation): string {
  const bars = timeline(explanation, columns);
  const end = bars.reduce((most, bar) => Math.max(most, reach(bar)), 0);
  const processes = [...new Set(bars.map(({ operation }) => operation.process))].sort((a, b) => a - b);
  const titleWidth = `process ${processes.at(-1)}`.length + 3;
  const place = (bar: Bar) => {
    const from = bar.from ?? 0;
    const left = `left:${titleWidth + from}ch;width:${(bar.to ?? end) - from + 1}ch`;
    const about = escapeMarkup(tellOperation(bar.operation));
    return `<span class="${classOf(bar, explanation)}" style="${left}" title="${about}">${escapeMarkup(bar.label)}</span>`;
  };
  return processes
    .map((process) => {
      const own = bars.filter(({ operation }) => operation.process === process);
      return `<div class="row"><span class="title">process ${process}</span>${own.map(place).join("")}</div>`;
    })
    .join("\n");
}

function classOf({ operation }: Bar, { stuck, order }: Explanation): string {
  const names = ["bar"];
  if (operation === stuck) names.push("stuck");
  else if (!order.includes(operation)) names.push("unplaced");
  if (operation.outcome === "unknown") names.push("unknown");
  return names.join(" ");
}

function list(lines: readonly string[], inAll: number): string {
  const shown = lines.slice(0, mostItems).map((line) => `<li>${escapeMarkup(line)}</li>`);
  if (inAll > shown.length) shown.push(`<li>… and ${inAll - shown.length} more</li>`);
  return shown.length === 0 ? "<p>None.</p>" : `<ul>\n${shown.join("\n")}\n</ul>`;
}

function item(operation: Operation): string {
  return `<li>${escapeMarkup(tellOperation(operation))}</li>`;
}
