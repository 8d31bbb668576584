import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "sim-shrink-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sim = simIn.bind(null, folder);

/** Nodes count up; one that is paused once falls behind by more than it may. What is in braces is put into the scenario. */
function scenarioFile(name: string, limit: number, more = "", before = ""): string {
  const text = `import { because, protocol, replicas, scenario } from "faultline";
${before}
const counter = protocol<{ state: { n: number }; timer: "tick" }>({
  state: () => ({ n: 0 }),
  start: (cx) => cx.setTimer("tick", "10ms"),
  recover: (cx) => cx.setTimer("tick", "10ms"),
  timers: { tick(cx) { cx.state.n++; cx.setTimer("tick", "10ms"); } },
  summary: ({ n }) => [\`n \${n}\`],
});
export default scenario({
  title: "some count", duration: "60s", nodes: replicas(["ann", "bob", "cat"], counter), network: { latency: "1ms", loss: 0.1 },
  faults: [
    { at: "5123ms", for: "500ms", slow: "bob", by: 2 },
    { at: "20s", for: "3s", pause: { any: 2 } },
    { at: "40s", for: "1s", crash: "cat" },
  ],
  always: {
    "all keep up": ({ nodes }) => {
      const counts = nodes.map(({ state }) => state.n);
      return Math.max(...counts) - Math.min(...counts) <= ${limit} || because("one is far behind", ["ann"]);
    },
  },
  ${more}
});
`;
  writeFileSync(join(folder, name), text);
  return name;
}

async function keep(scenario: string): Promise<string> {
  const { out } = await sim(["run", "--seed", "7", "--capsules", "kept", scenario]);
  return /kept +sim replay (\S+)/.exec(out)?.[1] ?? "";
}

function changed(capsule: string, name: string, changes: object): string {
  const path = `kept/${name}.json`;
  writeFileSync(
    join(folder, path),
    JSON.stringify({ ...JSON.parse(readFileSync(join(folder, capsule), "utf8")), ...changes }),
  );
  return path;
}

let capsule: string;
beforeAll(async () => {
  capsule = await keep(scenarioFile("behind.ts", 50));
});

describe("sim shrink", () => {
  test("makes a run that was kept simpler, and says what is left and how to play that", async () => {
    const { exitCode, out, err } = await sim(["shrink", "--capsules", "kept", capsule]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: "" });
    expect(out.replace(/[\d.]+ s: nothing/, "… s: nothing")).toMatchInlineSnapshot(`
      "✗ failed  some count   seed 7   0.510 s

        always "all keep up" stopped holding at 0.510 s

            one is far behind
            ann   n 51

        faults               3 → 1
        nodes                3 → 2
        events            6056 → 105
        time          20.500 s → 0.510 s

        faults: [
          { at: "500ms", for: "1ms", crash: "cat" },
        ],

        set         duration=520ms
        set         network={"latency":"1ms"}
        set         nodes.bob=null
        set         rest=0s

        shrunk      9 times in 89 runs, … s: nothing simpler fails

        replay    sim run --seed 7 --set duration=520ms --set 'faults=[{"at":"500ms","for":"1ms","crash":"cat"}]' --set 'network={"latency":"1ms"}' --set nodes.bob=null --set rest=0s behind.ts
        look      sim explore --step 104 kept/behind-7-shrunk.json
        kept      sim replay kept/behind-7-shrunk.json
      "
    `);
    const replay = /replay +sim run (.*)/.exec(out)?.[1] ?? "";
    const args = [...replay.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
    expect((await sim(["run", "--capsules", "again", ...args])).out).toContain(
      'always "all keep up" stopped holding at',
    );
  });

  test("keeps a capsule like any other", async () => {
    await sim(["shrink", "--capsules", "kept", capsule]);
    const shrunk = "kept/behind-7-shrunk.json";
    const kept = JSON.parse(readFileSync(join(folder, shrunk), "utf8"));
    const { seed, digest } = JSON.parse(readFileSync(join(folder, capsule), "utf8"));
    expect(kept.shrunkFrom).toEqual({ seed, digest });
    const replayed = await sim(["replay", shrunk]);
    expect({ exitCode: replayed.exitCode, err: replayed.err }).toEqual({ exitCode: 1, err: "" });
    expect((await sim(["explore", "--print", "0..2", shrunk])).exitCode).toBe(0);
    const again = await sim(["shrink", "--capsules", "kept", shrunk]);
    expect(again.exitCode).toBe(1);
    expect(again.out).toContain("shrunk      0 times");
  });

  test("prints one JSON object and nothing else with --json", async () => {
    const { exitCode, out, err } = await sim(["shrink", "--json", "--capsules", "kept", capsule]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      seed: "7",
      target: { kind: "always", name: 'always "all keep up"' },
      before: { rows: 3, nodes: 3 },
      after: { rows: 1, nodes: 2 },
      ended: "nothing simpler fails",
      capsule: "kept/behind-7-shrunk.json",
      report: { verdict: "failed" },
    });
  });

  test("ends with what it has when its time, or its runs, are used up", async () => {
    const inTime = await sim(["shrink", "--capsules", "kept", "--time", "1us", capsule]);
    expect({ exitCode: inTime.exitCode, out: inTime.out }).toEqual({ exitCode: 3, out: "" });
    expect(inTime.err).toContain("nothing has been shrunk");
    const inRuns = await sim(["shrink", "--capsules", "kept", "--runs", "5", capsule]);
    expect(inRuns.exitCode).toBe(1);
    expect(inRuns.out).toMatch(/in 5 runs, [\d.]+ s: these are all runs of --runs 5, and more may go/);
  });

  test("ends with what it has when it is interrupted", async () => {
    // One that takes hundreds of runs of a quarter of a second.
    const slow = await keep(
      scenarioFile(
        "slow.ts",
        50,
        "",
        'console.error("a run"); for (const until = performance.now() + 250; performance.now() < until; );',
      ),
    );
    const { exitCode, out } = await sim(["shrink", "--capsules", "kept", slow], {}, /(a run[\s\S]*){12}/);
    expect(exitCode).toBe(130);
    expect(out).toContain("interrupted, and more may go");
    expect(out).toContain("kept      sim replay kept/slow-7-shrunk.json");
    expect((await sim(["replay", "kept/slow-7-shrunk.json"])).exitCode).toBe(1);
  });

  test("plays each run as if it were the first, whatever modules keep", async () => {
    const counting = scenarioFile(
      "counting.ts",
      50,
      'eventually: { "it is the first run": () => ++runs === 1 },',
      "let runs = 0;",
    );
    const kept = await keep(counting);
    expect((await sim(["shrink", "--capsules", "kept", kept])).exitCode).toBe(1);
  });

  test("shrinks what has changed but fails as it did, and nothing else: exit code 4", async () => {
    const other = await keep(scenarioFile("changing.ts", 50));
    scenarioFile("changing.ts", 60);
    const still = await sim(["shrink", "--capsules", "kept", other]);
    expect(still.exitCode).toBe(1);
    expect(still.err).toMatch(
      /^kept\/changing-7\.json is another run now, .* It still fails as it did, and is shrunk as it is now\.$/m,
    );
    scenarioFile("changing.ts", 10_000);
    const passes = await sim(["shrink", "--capsules", "kept", other]);
    expect({ exitCode: passes.exitCode, out: passes.out }).toEqual({ exitCode: 4, out: "" });
    expect(passes.err).toContain("but it is inconclusive: there is nothing to shrink");
    scenarioFile("changing.ts", 10_000, "eventually: { never: () => false },");
    const otherwise = await sim(["shrink", "--capsules", "kept", other]);
    expect(otherwise.exitCode).toBe(4);
    expect(otherwise.err).toContain('but eventually "never" does not hold at the end');
  });
});

test.each<[what: string, args: () => string[], says: string | RegExp]>([
  ["no capsule", () => [], "needs the path of a file"],
  ["a capsule that is not there", () => ["missing.json"], /^missing\.json: it cannot be read/],
  ["a scenario instead", () => ["behind.ts"], /^behind\.ts: .* is not JSON/],
  [
    "a run that passed",
    () => [changed(capsule, "passed", { verdict: "passed" })],
    "kept/passed.json: nothing failed in its run (passed): there is nothing to shrink",
  ],
  [
    "a scenario that is gone",
    () => [changed(capsule, "gone", { scenario: "gone.ts" })],
    "gone.ts: there is no such file",
  ],
  ["a time without a unit", () => ["--time", "60", capsule], '--time: "60" needs a unit, as in "60s"'],
  ["no runs", () => ["--runs", "0", capsule], "--runs: 0 must be a whole number, at least 1"],
  ["an option twice", () => ["--time", "1s", "--time", "2s", capsule], "--time: is given more than once"],
  ["an unknown option", () => ["--tim", "1s", capsule], "--tim: is no option of this command; did you mean --time?"],
])("%s is told in one message, with exit code 2", async (_what, args, says) => {
  const { exitCode, out, err } = await sim(["shrink", ...args()]);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
  expect(err.trim()).toMatch(says);
  expect(err).not.toMatch(/\n\s+at /);
  expect(existsSync(join(folder, ".faultline"))).toBe(false);
});
