import { expect, test } from "vitest";
import { explain, reportOf } from "./survey.js";
import { swarms } from "./swarms.js";

const seeds = 6;

test.each(Object.entries(swarms))(
  `%s: nothing that chance does to it is a finding, on ${seeds} seeds`,
  async (_, form) => {
    const failed: unknown[] = [];
    let passed = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const report = await reportOf(form, seed);
      if (report.verdict === "failed") failed.push({ seed, what: explain(report) });
      if (report.verdict === "passed") passed++;
    }
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(seeds - 1);
  },
);
