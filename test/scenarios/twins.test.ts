import { afterAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/simulation/report.js";
import { table } from "../support/table.js";
import { type ShippedName, shipped, shippedNames } from "./shipped.js";
import { explain, reportOf } from "./survey.js";
import { rewritten, type Twin, twins } from "./twins.js";

const maxCell = 110;
const header = ["twin", "scenario", "seeds", "step", "caught by", "because"];
const lines: (readonly unknown[])[] = [];

afterAll(() => console.log(table(header, lines)));

test("every shipped scenario has a broken twin", () => {
  expect(shippedNames.filter((name) => twins.every(({ of }) => of !== name))).toEqual([]);
});

test.each(Object.entries(rewritten))("%s is told for its twins as it is shipped", async (name, scenario) => {
  const { digest } = await reportOf(shipped[name as ShippedName], 1);
  expect((await reportOf(scenario, 1)).digest).toBe(digest);
});

for (const twin of twins)
  describe(`${twin.of}: ${twin.mistake}`, () => {
    const { of, mistake, broken, within, caughtBy, variant } = twin;

    test(`is caught within ${within} seeds, by "${caughtBy}"`, async () => {
      const found = await hunt(broken, within);
      const [first] = found?.violated ?? [];
      const scenario = variant === undefined ? of : `${of}, but ${variant.what}`;
      const because = first?.evidence[0] ?? "";
      const shown = because.length > maxCell ? `${because.slice(0, maxCell - 1)}…` : because;
      lines.push([mistake, scenario, found?.seed ?? "none", first?.step ?? "end", first?.name ?? "nothing", shown]);
      expect(found?.violated.map(({ name }) => name) ?? []).toContain(caughtBy);
    });

    if (variant === undefined) return;
    test(`is the only mistake: without it, there is no finding on the same ${within} seeds`, async () => {
      const failed: unknown[] = [];
      let passed = 0;
      for (let seed = 1; seed <= within; seed++) {
        const report = await reportOf(variant.correct, seed);
        if (report.verdict === "failed") failed.push({ seed, what: explain(report) });
        if (report.verdict === "passed") passed++;
      }
      expect(failed).toEqual([]);
      expect(passed).toBeGreaterThan(within / 2);
    });
  });

/** Plays from one seed after the other until a run fails: gives the seed, and what was violated. */
async function hunt(scenario: Twin["broken"], maxSeeds: number) {
  for (let seed = 1; seed <= maxSeeds; seed++) {
    const { verdict, properties } = await reportOf(scenario, seed);
    if (verdict === "failed") return { seed, violated: properties.filter(isViolated) };
  }
  return null;
}

function isViolated({ verdict }: Report["properties"][number]): boolean {
  return verdict === "violated";
}
