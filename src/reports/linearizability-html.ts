import type { Operation } from "../checks/history.js";
import type { Explanation } from "../checks/linearizability/explanation.js";
import { tellExplanation, tellOpen, tellState } from "../checks/linearizability/tell-explanation.js";
import { type Bar, reach, timeline } from "../checks/linearizability/timeline.js";
import { tellOperation } from "../checks/tell.js";
import { escapeMarkup } from "./escape-markup.js";
import { htmlPage } from "./page.js";

/** As much as a page shows of a long history: the end of it. */
const columns = 400;
const mostOfOrder = 100;
const mostItems = 50;

/** An explanation as a page that needs nothing else. */
export function linearizabilityHtml(explanation: Explanation): string {
  const title = `${explanation.subject} is not linearizable`;
  return htmlPage(title, explanationStyle, [`<h1>${escapeMarkup(title)}</h1>`, ...explanationHtml(explanation)]);
}

/** How the parts look. The picture begins at its right end, where the stuck operation is. */
export const explanationStyle = `
  .picture { overflow-x: auto; direction: rtl; border: 1px solid var(--line); padding: 1em 0 }
  .rows { direction: ltr; min-width: 100% }
  .row { position: relative; height: 2em; white-space: pre }
  .process { position: sticky; left: 0; padding: 0 1ch; background: Canvas; z-index: 1; display: inline-block;
    line-height: 2em; box-sizing: border-box }
  .bar { position: absolute; top: .1em; height: 1.8em; line-height: 1.7em; border: 1px solid; border-radius: .3em;
    overflow: clip; box-sizing: border-box; padding: 0 .4ch; background: color-mix(in srgb, Canvas, green 25%);
    color: CanvasText }
  .bar span { position: sticky }
  .unplaced { background: Canvas }
  .unknown { border-style: dashed }
  .stuck { border: 3px double; line-height: 1.4em; background: color-mix(in srgb, Canvas, red 40%) }
`;

/**
 * An explanation as part of a page: a timeline with a row for each process, on which every operation tells about itself
 * under the pointer; the states that were tried, with why each fails; and the longest order.
 */
export function explanationHtml(explanation: Explanation): readonly string[] {
  const { stuck, states, statesInAll, open, order } = explanation;
  const [headline] = tellExplanation(explanation);
  const first = Math.max(0, order.length - mostOfOrder);
  return [
    `<p>${escapeMarkup(headline)}</p>`,
    `<p><strong>${escapeMarkup(tellOperation(stuck))}</strong></p>`,
    picture(explanation),
    "<p>Operations in the order carry their place in it. Dashed ones are of unknown outcome; the double line fits into no order.</p>",
    "<h3>States in which every order that could make a difference ends</h3>",
    list(
      states.map((state) => tellState(state, stuck)),
      statesInAll,
    ),
    "<h3>Open at that time, and no help in any order</h3>",
    list(open.map(tellOpen), open.length),
    "<h3>One of the longest orders</h3>",
    ...(first > 0 ? [`<p>The last ${mostOfOrder} of ${order.length}.</p>`] : []),
    `<ol start="${first + 1}">`,
    ...order.slice(first).map(item),
    "</ol>",
  ];
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
    const label = `<span style="left:${titleWidth + 0.5}ch">${escapeMarkup(bar.label)}</span>`;
    return `<span class="${classOf(bar, explanation)}" style="${left}" title="${about}">${label}</span>`;
  };
  const rows = processes.map((process) => {
    const own = bars.filter(({ operation }) => operation.process === process);
    return `<div class="row"><span class="process" style="width:${titleWidth}ch">process ${process}</span>${own.map(place).join("")}</div>`;
  });
  return `<div class="picture"><div class="rows" style="width:${titleWidth + end + 2}ch">\n${rows.join("\n")}\n</div></div>`;
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
