import { describe, expect, test } from "vitest";
import { playProgram, rows } from "../maelstrom/programs.js";

const seeds = Number(process.env.SEEDS ?? 200);
const nemesis = ["partition"];

describe.each(rows)("$program under $options.workload, in partitions", ({ program, options, twins }) => {
  test(`is valid on ${seeds} seeds`, async () => {
    const invalid = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { results } = await playProgram(program, [], { ...options, nemesis }, seed);
      if (results["valid?"] !== true) invalid.push({ seed, results });
    }
    expect(invalid).toEqual([]);
  });

  test.each(Object.keys(twins))("with --%s, it is caught within 10 seeds", async (flaw) => {
    const caught = [];
    for (let seed = 1; seed <= 10; seed++) {
      const { results } = await playProgram(program, [`--${flaw}`], { ...options, nemesis }, seed);
      if ((results.workload as { "valid?": unknown })["valid?"] === false) caught.push(seed);
    }
    expect(caught).not.toEqual([]);
  });
});
