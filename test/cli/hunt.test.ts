import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "sim-hunt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sim = simIn.bind(null, folder);

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** One node that does something odd if that is drawn. */
const odd = file(
  "odd.js",
  `import { program, scenario } from "faultline";
let runs = 0;
globalThis.runs = (globalThis.runs ?? 0) + 1;
export default (draw) => {
  const mood = draw.pick("mood", ["fine", "fine too", "bad", "worse", "hangs", "exits", "throws", "moody"]);
  runs++;
  const ann = program(async (cx) => {
    await cx.sleep("10ms");
    if (mood === "hangs") for (;;);
    if (mood === "exits") process.exit(7);
    if (mood === "moody") await cx.sleep(Math.ceil(performance.now() * 1000));
    cx.state.worse = mood === "worse";
    console.log("noise");
    for (;;) {
      cx.state.runs = runs + globalThis.runs;
      await cx.sleep("100ms");
    }
  }, { state: () => ({ runs: 0, worse: false }) });
  return scenario({
    title: "one is odd", duration: "1s", rest: "1s", nodes: { ann },
    always: { "never worse": ({ node }) => !node.ann.state.worse },
    sometimes: { "in a good mood": () => mood.startsWith("fine") },
    eventually: {
      "no other run is seen": ({ node }) => node.ann.state.runs === 2,
      "all is well": () => { if (mood === "throws") throw new Error("oh"); return mood !== "bad"; },
    },
  });
};
`,
);

/** A run of this takes long enough to be interrupted by other things. */
const slow = file(
  "slow.js",
  `import { protocol, replicas, scenario } from "faultline";
const counter = protocol({
  state: () => ({ n: 0 }),
  start: (cx) => cx.send(cx.peers[0], { kind: "count" }),
  on: { count(cx, _, from) { cx.state.n++; cx.send(from, { kind: "count" }); } },
});
export default scenario({
  title: "two count", duration: "20s", rest: "1s", nodes: replicas(["ann", "bob"], counter),
  sometimes: { "a hundred": ({ node }) => node.ann.state.n > 100 },
});
`,
);

interface Line {
  readonly kind: string;
  readonly seed: string;
  readonly scenario: string;
  readonly outcome: string;
}

function runsIn(results: string, number = 1): readonly Line[] {
  const text = readFileSync(join(folder, results, `hunt-000${number}.jsonl`), "utf8");
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "run");
}

const keys = (runs: readonly Line[]) => runs.map(({ scenario, seed }) => `${scenario} ${seed}`).sort();

describe("sim hunt", () => {
  test("isolates runs, and tells what passed, failed, hung, died and is not deterministic", async () => {
    const args = ["hunt", odd, "--seeds", "1..60", "--run-time", "5s", "--results", "all", "--json"];
    const { exitCode, out } = await sim(args);
    const { scenarios, bugs } = JSON.parse(out);
    const told = bugs.map(({ property, shortest }: { property: string; shortest: Line }) => [
      property,
      shortest.outcome,
    ]);
    expect(exitCode).toBe(4);
    expect(told.sort()).toEqual([
      ['always "never worse"', "failed"],
      ['eventually "all is well"', "failed"],
      ['eventually["all is well"]: a function threw Error: oh', "died"],
      ["it ended its thread, with exit code 7", "died"],
      ["it took longer than 5 s, and was ended", "hung"],
      ["not deterministic: played again, it is another run", "diverged"],
    ]);
    expect(scenarios[0].outcomes.passed).toBeGreaterThan(5);
    const held = scenarios[0].properties.find(({ property }: { property: string }) => property.includes("other run"));
    expect(held.violated).toBe(0);
    expect(runsIn("all").length).toBe(60);
    const [kept] = readdirSync(join(folder, "all/capsules"));
    const replayed = await sim(["replay", `all/capsules/${kept}`]);
    expect(replayed.exitCode).toBe(1);
  });

  test("outlives a run that takes all memory", async () => {
    const greedy = file(
      "greedy.js",
      `import { program, scenario } from "faultline";
const ann = program(async () => { for (const all = []; ; ) all.push(new Array(1e6).fill(0.5)); });
export default scenario({ title: "greedy", duration: "1s", nodes: { ann }, always: { fine: () => true } });`,
    );
    const { exitCode, out } = await sim(["hunt", greedy, "--seeds", "1", "--results", "greedy"]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/bug 1 {2}the memory of its thread is used up \(\d+ MB\)/);
    expect(out).toMatch(/ann in step 0, at 0\.000 s, in .*greedy\.js:\d+\)/);
  });

  test("goes on after kill -9 with what was not finished, and counts nothing twice", async () => {
    const args = ["hunt", slow, odd, "--seeds", "1..100", "--set", "draw.mood=fine", "--results", "killed"];
    const own = args
      .map((arg) => (arg === odd ? "slow2.js" : arg))
      .filter((arg) => !arg.startsWith("draw.") && arg !== "--set");
    file("slow2.js", readFileSync(join(folder, slow), "utf8"));
    const child = begin(own);
    await until(() => linesOf("killed") > 20);
    child.kill("SIGKILL");
    await new Promise((closed) => child.once("close", closed));
    appendFileSync(join(folder, "killed/hunt-0001.jsonl"), '{"kind":"run","scenario":"slow.js","se');
    const before = linesOf("killed");
    expect(before).toBeLessThan(201);
    const { exitCode, out } = await sim([...own, "--resume"]);
    expect({ exitCode, head: out.split("\n")[0] }).toEqual({ exitCode: 0, head: "✓ passed  200 runs of 2 scenarios" });
    const found = keys(runsIn("killed"));
    expect(found.length).toBe(200);
    expect(new Set(found).size).toBe(200);
  });

  test("tells what it has by then when it is interrupted", async () => {
    const child = begin(["hunt", slow, "--seeds", "1..100000", "--results", "interrupted"]);
    let out = "";
    child.stdout?.on("data", (chunk) => {
      out += chunk;
    });
    await until(() => linesOf("interrupted") > 5);
    child.kill("SIGINT");
    const exitCode = await new Promise((closed) => child.once("close", closed));
    expect(exitCode).toBe(130);
    expect(out).toMatch(/^✓ passed {2}\d+ runs of 1 scenario {3}interrupted/);
    expect(existsSync(join(folder, "interrupted/hunt-0001.lock"))).toBe(false);
  });

  test("plays shards that are one hunt together: the same as if it had not been parted", async () => {
    const args = (results: string, more: readonly string[]) => [
      "hunt",
      slow,
      "--seeds",
      "1..10",
      "--results",
      results,
      ...more,
    ];
    await sim(args("whole", []));
    for (const shard of ["1/3", "2/3", "3/3"]) await sim(args(`part-${shard[0]}`, ["--shard", shard]));
    const whole = JSON.parse((await sim(["report", "whole", "--json"])).out);
    const parts = JSON.parse((await sim(["report", "part-1", "part-2", "part-3", "--json"])).out);
    expect({ ...parts, wallMs: 0 }).toEqual({ ...whole, wallMs: 0 });
    expect(whole.runs).toBe(10);
  });

  test("stops at the first failure with --bail, and after a while with --time", async () => {
    const bailed = await sim([
      "hunt",
      odd,
      "--set",
      "draw.mood=bad",
      "--seeds",
      "1..500",
      "--bail",
      "--results",
      "bail",
      "--json",
    ]);
    expect(bailed.exitCode).toBe(1);
    expect(JSON.parse(bailed.out).runs).toBeLessThan(20);
    const timed = await sim(["hunt", slow, "--time", "1s", "--results", "time", "--json"]);
    expect(timed.exitCode).toBe(0);
    expect(JSON.parse(timed.out).runs).toBeGreaterThan(0);
  });

  test("is inconclusive where something happened in no run", async () => {
    const { exitCode, out } = await sim([
      "hunt",
      slow,
      "--set",
      "duration=1ms",
      "--set",
      "rest=1ms",
      "--seeds",
      "1..3",
      "--results",
      "idle",
    ]);
    expect(exitCode).toBe(3);
    expect(out).toContain('slow.js: sometimes "a hundred" in no run');
  });

  test("tells nobody what scenarios print, and puts its results where git does not look", async () => {
    const { out, err } = await sim(["hunt", odd, "--set", "draw.mood=fine", "--seeds", "1..3"]);
    expect(out + err).not.toContain("noise");
    expect(readFileSync(join(folder, ".faultline/hunt/.gitignore"), "utf8")).toBe("*\n");
  });
});

describe("a mistake is told in one message, with exit code 2", () => {
  mkdirSync(join(folder, "foreign"));
  file("foreign/thesis.txt", "mine");
  mkdirSync(join(folder, "strange"));
  file("strange/hunt-0001.jsonl", '{"kind":"other"}\n');
  file("torn.jsonl", "{");
  file("mistaken.js", 'import { scenario } from "faultline"; export default scenario({ title: "x", duration: "5" });');
  const cases: readonly (readonly [args: readonly string[], says: string])[] = [
    [["hunt", slow, "--seeds", "9..1"], '--seeds: "9..1" runs backwards: it must be 1..9'],
    [["hunt", slow, "--seeds", "a"], '--seeds: "a" is not a whole number'],
    [["hunt", slow, "--shard", "3/2"], '--shard: "3/2" must be a part of a whole, as in 2/4'],
    [["hunt", slow, "--shard", "0/2"], '--shard: "0/2" must be a part of a whole'],
    [["hunt", slow, "--time", "5"], '--time: "5" needs a unit'],
    [["hunt", slow, "--run-time", "0s"], '--run-time: "0s" must be longer than nothing'],
    [["hunt", slow, "--workers", "0"], "--workers: 0 must be a whole number above 0"],
    [["hunt", slow, "--workers", "many"], "--workers: "],
    [["hunt", "nobody.ts"], "nobody.ts: there is no such file"],
    [["hunt", "mistaken.js"], 'mistaken.js: duration: "5" needs a unit'],
    [["hunt", slow, "--results", "foreign"], '--results: "foreign" has other files in it'],
    [["hunt", slow, "--results", "foreign/thesis.txt"], '--results: "foreign/thesis.txt" is not a folder'],
    [["hunt", slow, "--results", "/proc/here"], '--results: "/proc/here" cannot be written to'],
    [["hunt", slow, "--results", "nowhere", "--resume"], '--resume: "nowhere" there is no hunt to go on with'],
    [["hunt", slow, "--results", "strange", "--resume"], "strange/hunt-0001.jsonl:1: must say"],
    [["hunt", slow, "--out", "junit"], '--out: "junit" must be reporter=path'],
    [["hunt", slow, "--reporter", "console", "--reporter", "json"], "--reporter: "],
    [["hunt", slow, "--seeds", "1", "--seeds", "2"], "--seeds: is given more than once"],
    [["hunt", slow, "--results="], "--results: needs a value"],
    [["hunt"], "sim: needs the path of a file"],
    [["report", "nowhere"], "nowhere: there is no such file or folder"],
    [["report", "foreign"], "foreign: there are no results in this folder"],
    [["report", "torn.jsonl"], "torn.jsonl: must say"],
  ];
  test.each(cases)("sim %j", async (args, says) => {
    const { exitCode, out, err } = await sim([...args]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(says);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("going on with another hunt", async () => {
    const hunt = ["hunt", odd, "--results", "other", "--seeds", "1..2"];
    await sim([...hunt, "--set", "draw.mood=fine"]);
    expect((await sim([...hunt, "--resume"])).err).toContain("--resume: that hunt has --set draw.mood=fine");
    expect((await sim(["hunt", slow, "--results", "other", "--resume"])).err).toContain(
      "--resume: that hunt is in odd.js",
    );
    file("odd.js", `${readFileSync(join(folder, odd), "utf8")}\nexport const more = 1;`);
    const changed = await sim([...hunt, "--set", "draw.mood=fine", "--resume"]);
    expect(changed.err).toContain("--resume: odd.js has changed since that hunt began");
  });
});

function begin(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [resolve("dist/cli.js"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** None as well where the hunt has yet to begin its file. */
function linesOf(results: string): number {
  const path = join(folder, results, "hunt-0001.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((wait) => setTimeout(wait, 20));
}
