import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import * as entry from "faultline/vitest";
import { afterAll, expect, test } from "vitest";

// In the project, so that its tests import faultline as users do: the bundle, by its name.
const folder = mkdtempSync(resolve("test/testing/.suite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const suite = `
  import { program } from "faultline";
  import { simTest } from "faultline/vitest";
  import { describe } from "vitest";

  const form = (much) => ({
    title: "a form",
    duration: "1s",
    nodes: { ann: program(async (cx) => { for (;;) await cx.sleep("10ms"); }) },
    eventually: { "it is little": () => much < 9 },
  });
  describe("draws", () => {
    simTest("of little", (draw) => form(draw.int("much", 0, 8)), { seeds: 20 });
    simTest("of much (or little)", (draw) => form(draw.int("much", 0, 9)), { seeds: 100 });
  });
  simTest.skip("are left out", form(9));
`;

function runSuite(environment: Record<string, string>): string {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--root", folder, "--config", join(folder, "config.mjs")];
  const { CI: _, ...here } = process.env;
  const env = { ...here, NO_COLOR: "1", ...environment };
  const { stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  return stripVTControlCharacters(`${stdout}\n${stderr}`);
}

test("the entry is what it was", () => {
  expect(Object.keys(entry)).toEqual(["expectNoFailure", "simTest"]);
});

test("a test that fails tells of its run, where it stands and how to see it again", () => {
  writeFileSync(join(folder, "it.sim.js"), suite);
  writeFileSync(join(folder, "config.mjs"), 'export default { test: { include: ["*.sim.js"] } };');
  const kept = join(folder, "__regressions__", "it.sim.js.json");

  const inCi = runSuite({ CI: "1" });
  expect(inCi).toContain("1 failed | 1 passed | 1 skipped");
  expect(inCi).not.toContain("  kept ");

  const first = runSuite({});
  const [, seed] = /seed (\d+) {3}step/.exec(first) as unknown as [string, string];
  const file = relative(".", join(folder, "it.sim.js"));
  expect(first).toContain('FailedRun: eventually "it is little" does not hold at the end\n\n✗ failed  a form   seed');
  expect(first).toContain(`SIM_SEED=${seed} npx vitest run ${file} -t 'draws.*of much \\(or little\\)'\n`);
  expect(first.match(/^ ❯ .*$/gm)?.filter((line) => line.includes(":"))).toEqual([" ❯ it.sim.js:14:5"]);
  expect(JSON.parse(readFileSync(kept, "utf8"))).toEqual({
    "draws of much (or little)": { [seed]: 'eventually "it is little" does not hold at the end' },
  });

  expect(runSuite({ SIM_SEED: "1" })).toContain("2 passed | 1 skipped");
});
