import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = {
  good: "setInterval(() => {}, 100);",
  loops: "function work() {\n  let n = 0;\n  for (;;) n++;\n}\nsetTimeout(work, 250);",
  allocates:
    "const kept = [];\nfunction grow() {\n  for (;;) kept.push({ text: String(kept.length) });\n}\nsetTimeout(grow, 250);",
};

const fails = "setTimeout(() => { throw new Error('it is over'); }, 400);";
const spared = `import { program, scenario } from "faultline";
  export default scenario({
    title: "spared", duration: "2s",
    nodes: { ann: program("./fails.mjs"), bob: program("./allocates.mjs") },
    faults: [{ at: "100ms", for: "1s", crash: "bob" }],
    always: { "nothing is wrong": () => true },
  });`;

beforeAll(() => {
  writeFileSync(join(folder, "fails.mjs"), fails);
  writeFileSync(join(folder, "spared.ts"), spared);
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, `${name}.mjs`), text);
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { program, scenario } from "faultline";
       export default scenario({
         title: "${name}", duration: "2s", limits: { eventSeconds: ${name === "loops" ? 1 : 60} },
         nodes: { ann: program("./good.mjs"), bob: program("./${name}.mjs") },
         always: { "nothing is wrong": () => true },
       });`,
    );
  }
});

const hangs =
  /limits\.eventSeconds \(1\) was reached: one event lasts longer: bob in step 4, at 0\.250 s, in work\s+\(\S+loops\.mjs:3\)/;

test("a loop without an end is inconclusive, with node, step and line", async () => {
  const { exitCode, out } = await simIn(folder, ["run", "--seed", "1", "loops.ts"]);
  expect([exitCode, out]).toEqual([3, expect.stringMatching(hangs)]);
});

test("a hunt calls it hung, with the line, and goes on", async () => {
  const { exitCode, out } = await simIn(folder, ["hunt", "--seeds", "1..2", "--workers", "1", "loops.ts", "good.ts"]);
  expect(exitCode).toBe(1);
  expect(out).toMatch(/loops\.ts\s+2 runs\s+0 passed\s+2 hung/);
  expect(out).toMatch(/good\.ts\s+2 runs\s+2 passed/);
  expect(out.replaceAll(/\s+/g, " ")).toMatch(hangs);
});

test("the explorer shows the steps up to it", async () => {
  const { exitCode, out } = await simIn(folder, ["explore", "--seed", "1", "--print", "0..4", "loops.ts"]);
  expect([exitCode, out.split("\n").length]).toEqual([0, 6]);
  expect(out).toMatch(/^4 +0\.250 s +bob +timer /m);
});

test("two plays that are compared end as well, though nothing in their thread can end them", async () => {
  const { exitCode, err } = await simIn(folder, ["run", "--verify", "--seed", "1", "loops.ts"]);
  expect([exitCode, err]).toEqual([
    3,
    expect.stringMatching(
      /^\? inconclusive {2}one event lasts longer than it may, in "loops" from seed 1: bob in step 4, at 0\.250 s, in work \(\S+loops\.mjs:3\)\n$/,
    ),
  ]);
});

test.each(["1", "2"])(
  "a hunt by %s threads tells of memory that a run has used up, with the line, and goes on",
  async (workers) => {
    const args = [
      "hunt",
      "--seeds",
      "1..2",
      "--workers",
      workers,
      "--results",
      `hunt-${workers}`,
      "allocates.ts",
      "good.ts",
    ];
    const { exitCode, out } = await simIn(folder, args, { NODE_OPTIONS: "--max-old-space-size=200" });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/allocates\.ts\s+2 runs\s+0 passed\s+2 died/);
    expect(out).toMatch(/good\.ts\s+2 runs\s+2 passed/);
    expect(out.replaceAll(/\s+/g, " ")).toMatch(
      /the memory of its thread is used up \(\d+ MB\) bob in step 4, at 0\.250 s, in grow \(\S+allocates\.mjs:3\)/,
    );
  },
);

test("a hunt keeps a failing run though a simpler one would use up the memory", async () => {
  const env = { NODE_OPTIONS: "--max-old-space-size=200" };
  const { exitCode, out } = await simIn(folder, ["hunt", "--seeds", "1", "--results", "kept", "spared.ts"], env);
  expect([exitCode, out]).toEqual([1, expect.stringMatching(/kept\s+sim replay kept\/capsules\/spared-1\.json/)]);
});

test("a program that allocates without end is ended before its memory is, with node, step and line", async () => {
  const { exitCode, err } = await simIn(folder, ["run", "--seed", "1", "allocates.ts"], {
    NODE_OPTIONS: "--max-old-space-size=200",
  });
  expect([exitCode, err]).toEqual([
    3,
    expect.stringMatching(
      /^\? inconclusive {2}the memory of this process is used up \(\d+ MB\), in "allocates" from seed 1: bob in step 4, at 0\.250 s, in grow \(\S+allocates\.mjs:3\)\n$/,
    ),
  ]);
});
