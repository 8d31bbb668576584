import { expect, test } from "vitest";
import { linearizable } from "../../src/checks/linearizability.js";
import { keyValue } from "../../src/objects/key-value.js";
import { linearizabilityHtml } from "../../src/reports/linearizability-html.js";
import { rows } from "../checks/small-histories.js";
import { flawsOfPage } from "../support/page.js";

const { get, put } = keyValue;
const evil = `</title><script>alert("&'")</script>`;

function page(): string {
  const history = rows([put(evil, evil), null, 0, 1], [put(evil, 2), null, 1], [get(evil), "<b>", 2, 3]);
  return linearizabilityHtml(linearizable(keyValue).explain(history, 1_000_000)!);
}

test("the page escapes whatever comes from a history", () => {
  expect(page()).toContain("&lt;script&gt;alert(");
  expect(page()).not.toMatch(/<script|<b>/);
  expect(page().match(/<\/title>/g)).toHaveLength(1);
});

test("the page needs nothing else", () => {
  expect(flawsOfPage(page())).toEqual([]);
});

test("the page shows the stuck operation, those of unknown outcome, and the order", () => {
  expect(page()).toContain('class="bar stuck"');
  expect(page()).toMatch(/class="bar( unplaced)? unknown"/);
  expect(page()).toMatch(/<ol start="1">\n<li>process 0: put/);
});
