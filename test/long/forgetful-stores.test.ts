import { afterAll, describe, expect, test } from "vitest";
import { shrink } from "../../src/hunt/shrink.js";
import type { Report } from "../../src/simulation/report.js";
import { forgetful, mistakes } from "../scenarios/forgetful-stores.js";
import { reportOf } from "../scenarios/survey.js";
import { table } from "../support/table.js";

const seeds = 200;
const rows: string[][] = [];
afterAll(() => console.log(table(["forgets", "first seed", `of ${seeds}`, "faults", "clients", "events", "ms"], rows)));

describe("a store that forgets something is found on many seeds, and shrunk to the crash that shows it", () => {
  test.each(mistakes)("%s", async (forgets, within) => {
    const failed: Report[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await reportOf(forgetful(forgets), seed);
      if (report.verdict === "failed") failed.push(report);
    }
    const [first] = failed;
    expect(Number(first?.seed)).toBeLessThanOrEqual(within);
    const shrunk = await shrink(forgetful(forgets), { seed: `${first?.seed}`, set: [], edits: [] });
    const { before, after, report } = shrunk ?? {};
    const change = (key: "rows" | "clients" | "events") => `${before?.[key]} → ${after?.[key]}`;
    const lengthMs = `${Math.round((report?.virtualUs ?? 0) / 1000)}`;
    rows.push([
      forgets,
      `${first?.seed}`,
      `${failed.length}`,
      change("rows"),
      change("clients"),
      change("events"),
      lengthMs,
    ]);
    expect(after?.rows).toBeLessThanOrEqual(2);
  });
});
