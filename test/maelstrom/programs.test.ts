import { describe, expect, test } from "vitest";
import { playProgram, rows } from "./programs.js";

const seeds = [1, 2, 3];

const whenever = [
  { name: "without partitions", nemesis: [] },
  { name: "with partitions", nemesis: ["partition"] },
];

describe.each(rows)("$program under $options.workload", ({ program, options, twins }) => {
  test.each(whenever)("is valid $name", async ({ nemesis }) => {
    for (const seed of seeds) {
      const { report, results } = await playProgram(program, [], { ...options, nemesis }, seed);
      expect(report.errors).toEqual([]);
      expect({ seed, ...results }).toMatchObject({ seed, "valid?": true });
    }
  });

  for (const [flaw, shows] of Object.entries(twins)) {
    for (const { name, nemesis } of whenever) {
      const isCaught = shows === "always" || nemesis.length > 0;
      test(`with --${flaw}, it is ${isCaught ? "caught" : "valid"} ${name}`, async () => {
        const verdicts = [];
        for (const seed of seeds) {
          const { results } = await playProgram(program, [`--${flaw}`], { ...options, nemesis }, seed);
          verdicts.push((results.workload as { "valid?": unknown })["valid?"]);
        }
        expect(verdicts.includes(false)).toBe(isCaught);
      });
    }
  }
});
