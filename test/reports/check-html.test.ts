import { expect, test } from "vitest";
import { linearizable } from "../../src/checks/linearizability.js";
import { count, judgeAll, worst } from "../../src/histories/judge-history.js";
import { keyValue } from "../../src/objects/key-value.js";
import { checkHtml } from "../../src/reports/check-html.js";
import { rows } from "../checks/small-histories.js";
import { flawsOfPage } from "../support/page.js";

const { get, put } = keyValue;
const evil = `</title><script>alert("&'\u202e\u0007")</script>`;

function page(): string {
  const history = rows([put(evil, evil), null, 0, 1], [put(evil, 2), null, 1], [get(evil), "<b>", 2, 3]);
  const findings = judgeAll(history, [linearizable(keyValue)], 1_000_000);
  const verdict = worst(findings.map(({ judgement }) => judgement.verdict));
  return checkHtml({ file: evil, format: evil, note: evil, model: evil, counts: count(history), verdict, findings });
}

test("the page escapes whatever comes from a history, and needs nothing else", () => {
  expect(flawsOfPage(page())).toEqual([]);
  expect(page()).toContain("&lt;script&gt;alert(");
  expect(page()).toContain('class="bar stuck"');
});

test("the page tells of every finding, also of those without a picture", () => {
  const judged = (name: string, judgement: object) => ({ name, judgement, explanation: null, lattice: [] }) as never;
  const findings = [
    judged("counter", { verdict: "invalid", steps: 1, evidence: ["lost 3", "<i>"] }),
    judged("set", { verdict: "unknown", steps: 1, reason: "too long" }),
    judged("log", { verdict: "valid", steps: 1 }),
  ];
  const html = checkHtml({
    file: "a",
    format: "b",
    note: null,
    model: "c",
    counts: count([]),
    verdict: "invalid",
    findings,
  });
  expect(flawsOfPage(html)).toEqual([]);
  expect(html.match(/<(?:h2|pre)>.*?<\/(?:h2|pre)>/gs)).toEqual([
    "<h2>counter: invalid</h2>",
    "<pre>lost 3\n&lt;i&gt;</pre>",
    "<h2>set: unknown: too long</h2>",
    "<h2>log: valid</h2>",
  ]);
});
