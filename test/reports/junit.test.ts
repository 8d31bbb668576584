import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Summary, summarise } from "../../src/hunt/summary.js";
import { junit } from "../../src/reports/junit.js";
import { type Element, parseXml } from "../support/xml.js";
import { brokenHunt, circumstances, emptyHunt, hostileHunt, idleHunt, soundHunt } from "./hunts.js";

/** What readers of JUnit XML agree on: for each element, its attributes (those with ! must be there) and children. */
const grammar: Readonly<Record<string, { readonly attributes: string; readonly children: string }>> = {
  testsuites: { attributes: "name tests failures errors time", children: "testsuite" },
  testsuite: { attributes: "name! tests! failures! errors! skipped", children: "properties testcase" },
  properties: { attributes: "", children: "property" },
  property: { attributes: "name! value!", children: "" },
  testcase: { attributes: "name! classname", children: "failure skipped" },
  failure: { attributes: "type message", children: "" },
  skipped: { attributes: "type message", children: "" },
};

/** What is wrong with an element and all in it, a line each. */
function flawsOf({ name, attributes, children }: Element): string[] {
  const known = grammar[name];
  if (known === undefined) return [`${name} is no element`];
  const words = known.attributes.split(" ");
  return [
    ...Object.keys(attributes).flatMap((key) =>
      words.some((word) => word.replace("!", "") === key) ? [] : [`${name} has no ${key}`],
    ),
    ...words.flatMap((word) =>
      word.endsWith("!") && !(word.slice(0, -1) in attributes) ? [`${name} lacks ${word.slice(0, -1)}`] : [],
    ),
    ...(attributes.time === undefined || /^\d+\.\d{1,3}$/.test(attributes.time)
      ? []
      : [`${attributes.time} is no time`]),
    ...miscounts({ name, attributes, children }),
    ...children.flatMap((child) =>
      known.children.split(" ").includes(child.name) ? flawsOf(child) : [`${child.name} stands in ${name}`],
    ),
  ];
}

function miscounts({ name, attributes, children }: Pick<Element, "name" | "attributes" | "children">): string[] {
  if (!name.startsWith("testsuite")) return [];
  const suites = name === "testsuites" ? children : [{ children }];
  const cases = suites.flatMap((suite) => suite.children.filter((child) => child.name === "testcase"));
  const having = (tag: string) => cases.filter((one) => one.children.some((child) => child.name === tag)).length;
  const counts = { tests: cases.length, failures: having("failure"), skipped: having("skipped"), errors: 0 };
  return Object.entries(counts).flatMap(([key, count]) =>
    [undefined, String(count)].includes(attributes[key]) ? [] : [`${key} are ${count}, not ${attributes[key]}`],
  );
}

function flaws(xml: string): string[] {
  try {
    return flawsOf(parseXml(xml));
  } catch (error) {
    return [(error as Error).message];
  }
}

const hunts: readonly (readonly [string, () => Summary | Promise<Summary>])[] = [
  ["that found bugs", brokenHunt],
  ["that found none", soundHunt],
  ["of one run, in which something never happened", idleHunt],
  ["in which nothing was played", () => emptyHunt],
  ["of hostile texts", () => hostileHunt(3)],
  ["with thousands of bugs", () => hostileHunt(3_000)],
  ["with very long texts", () => hostileHunt(1, "x ".repeat(50_000))],
];

describe("a hunt as JUnit XML", () => {
  test.each(hunts)("%s is well-formed, valid, and counts right", async (_, hunt) => {
    expect(flaws(junit(await hunt(), circumstances))).toEqual([]);
  });

  test("tells of each bug with its property, and of what belongs to none with the run itself", async () => {
    await expect(junit(await brokenHunt(), circumstances)).toMatchFileSnapshot("hunts/broken.junit.xml");
  });

  test("fails what was tested by no run where that is the verdict", async () => {
    await expect(junit(await idleHunt(), circumstances)).toMatchFileSnapshot("hunts/idle.junit.xml");
  });

  test("has no seeds in its names: they are the same whatever was found", async () => {
    const names = (summary: Summary) =>
      parseXml(junit(summary, circumstances)).children.flatMap(({ children }) =>
        children.map((one) => one.attributes.name),
      );
    const { bugs } = await brokenHunt();
    const one = summarise(bugs.map(({ shortest }) => shortest));
    const other = summarise(
      bugs.map(({ shortest }) => ({ ...shortest, seed: "77", failure: null, reasons: ["died"] })),
    );
    expect(names(other)).toEqual(names(one));
  });

  test("has whole sequences of colour taken out, and shows all else that is not seen", () => {
    const xml = junit(hostileHunt(1), circumstances);
    expect(xml).not.toContain("[31m");
    expect(xml).not.toContain("\u202e");
    const [suite] = parseXml(xml).children;
    expect(suite.attributes.name).toBe(
      `<script>alert("&'")</script> | \`rm\` ]]> ::error::%0A red ·· ·evil \ufffd · # two lines.ts`,
    );
  });

  test("counts the bugs that it does not show", () => {
    expect(junit(hostileHunt(3_000), circumstances)).toContain("… and 2990 more bugs");
  });
});

describe("the structural check", () => {
  test.each([
    ["<testsuites><testsuite></testsuites>", "</testsuites> closes nothing"],
    ["<testsuites>\u0007</testsuites>", '"\\u0007" is no character of XML'],
    ["<testsuites>a & b</testsuites>", "& stands in it"],
    ["<testsuites time='1'/>", "<testsuites time='1'/> is no tag"],
    ['<testsuites time="0.1234"/>', "0.1234 is no time"],
    ['<testsuites tests="1"/>', "tests are 0, not 1"],
    ["<testsuites><testcase/></testsuites>", "testcase stands in testsuites"],
    ['<testsuites><testsuite tests="0" failures="0" errors="0"/></testsuites>', "testsuite lacks name"],
  ])("finds what is wrong with %s", (xml, flaw) => {
    expect(flaws(xml)).toContain(flaw);
  });
});

const lint = (xml: string) => spawnSync("xmllint", ["--noout", "-"], { input: xml, encoding: "utf8" });
const hasLint = spawnSync("xmllint", ["--version"]).error === undefined;

describe.skipIf(!hasLint)("xmllint", () => {
  test.each(hunts)("accepts the XML of a hunt %s", async (_, hunt) => {
    expect(lint(junit(await hunt(), circumstances))).toMatchObject({ status: 0, stderr: "" });
  });

  test("refuses it when it is broken", async () => {
    const xml = junit(await brokenHunt(), circumstances);
    expect(lint(xml.replace("</failure>", "\u0007</failure>")).status).not.toBe(0);
    expect(lint(xml.replace("</failure>", "")).status).not.toBe(0);
  });
});
