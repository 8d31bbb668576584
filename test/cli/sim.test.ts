import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "sim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sim = simIn.bind(null, folder);

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** A counter that two nodes pass to and fro; what is in braces is added to the scenario. */
function scenarioFile(name: string, more = "", before = ""): string {
  return file(
    name,
    `import { because, protocol, replicas, scenario } from "faultline";
${before}
enum Step { Up = 1 } // needs more than the removal of types
interface Counter { state: { n: number }; message: { kind: "count"; n: number }; timer: "again" }
const counter = protocol<Counter>({
  state: () => ({ n: 0 }),
  start: (cx) => cx.send(cx.peers[0], { kind: "count", n: 0 }),
  timers: { again(cx) { cx.setTimer("again", 0); } },
  on: { count(cx, { n }, from) { cx.state.n = n + Step.Up; cx.send(from, { kind: "count", n: cx.state.n }); } },
  summary: ({ n }) => [\`n \${n}\`],
});
export default scenario({ title: "two count", duration: "1s", rest: "1s", nodes: replicas(["ann", "bob"], counter), ${more} });
`,
  );
}

const good = scenarioFile("good.ts", 'sometimes: { "ten is reached": ({ node }) => node.ann.state.n > 10 },');
const failing = scenarioFile(
  "failing.ts",
  'always: { small: ({ node }) => node.ann.state.n < 100 || because("ann counts too far", ["ann"]) },',
);

describe("sim run", () => {
  test("plays a scenario and prints what it found, with the command that plays it again", async () => {
    const { exitCode, out, err } = await sim(["run", "--seed", "42", good]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out.replace(/in \d+ ms/, "in … ms").replace(/digest \w+/, "digest …")).toMatchInlineSnapshot(`
      "✓ passed  two count   seed 42

        sometimes   ten is reached                           first at 0.003 s

        run         13360 events, 2.000 s in … ms, digest …

        replay    sim run --seed 42 good.ts
      "
    `);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("plays real programs, with all of Node's modules that they load", async () => {
    const names =
      "console crypto dgram dns fs http https module net os path perf_hooks readline timers tls tty v8 zlib".split(" ");
    file(
      "loads.mjs",
      `import { readdirSync } from "node:fs";
${names.map((name) => `import * as ${name}_ from "node:${name}";`).join("\n")}
const [entry] = readdirSync("/etc", { withFileTypes: true });
const all = [${names.map((name) => `${name}_`)}];
console.log(all.length, entry.constructor.name, entry.name, entry.isFile());`,
    );
    const scenario = file(
      "loads.ts",
      `import { program, scenario } from "faultline";
export default scenario({
  title: "a program that loads", duration: "1s",
  nodes: { ann: program("./loads.mjs", { files: { "/etc/motd": "hello" } }) },
  sometimes: { "all is there": ({ node }) => node.ann.state.stdout[0] === "${names.length} Dirent motd true" },
});`,
    );
    expect(await sim(["run", "--seed", "1", scenario])).toMatchObject({ exitCode: 0, err: "" });
  });

  test("tells of programs that gave up what they said last, and where they failed", async () => {
    file(
      "fails.mjs",
      'import { readFileSync } from "node:fs";\nsetTimeout(() => readFileSync("./settings.json"), 10);',
    );
    file(
      "gives-up.mjs",
      'console.error("\\u001b[31mno settings" + "!".repeat(999));\nconsole.error("  at all");\nprocess.exit(1);',
    );
    const scenario = file(
      "programs.ts",
      `import { program, scenario } from "faultline";
export default scenario({
  title: "two give up", duration: "1s",
  nodes: { ann: program("./fails.mjs"), bob: program("./gives-up.mjs") },
  always: { "nothing is wrong": () => true },
});`,
    );
    const { out } = await sim(["run", "--seed", "1", "--capsules", "capsules", scenario]);
    expect(out.replaceAll(`${folder}/`, "").split("\n").slice(3, 11)).toMatchInlineSnapshot(`
      [
        "",
        "  ann: Error: ENOENT: no such file or directory, open './settings.json'",
        "      at fails.mjs:2:18",
        "      (on its machine are the \`files\` of its program, and relative paths begin at /)",
        "",
        "  always      nothing is wrong                         not judged",
        "",
        "  ended       bob exited with code 1: no settings!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
      ]
    `);
  });

  test("ends quietly, and with the exit code of the run, though nobody reads it", () => {
    const command = `"${process.execPath}" "${resolve("dist/cli.js")}" run --seed 42 ${good} | true; echo \${PIPESTATUS[0]}`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
  });

  test("prints one JSON object and nothing else with --json", async () => {
    const { exitCode, out, err } = await sim(["run", "--seed", "42", "--json", good]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      verdict: "passed",
      seed: "42",
      reproduce: `sim run --seed 42 ${good}`,
      history: null,
      recovery: null,
    });
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(["digest", "events", "virtualUs", "wallMs", "properties", "availability"]),
    );
    expect(report.digest).toMatch(/^[0-9a-f]{16}$/);
  });

  test("gives the same digest for the same seed, another one for another seed", async () => {
    const digests = await Promise.all(
      ["1", "1", "2"].map(async (seed) => JSON.parse((await sim(["run", "--seed", seed, "--json", good])).out).digest),
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test("draws a seed and prints it when none is given, and takes one from SIM_SEED", async () => {
    expect(JSON.parse((await sim(["run", "--json", good])).out).seed).toMatch(/^\d+$/);
    expect(JSON.parse((await sim(["run", "--json", good], { SIM_SEED: "7" })).out).seed).toBe("7");
    expect(JSON.parse((await sim(["run", "--seed", "a b", "--json", good])).out).reproduce).toBe(
      `sim run --seed 'a b' ${good}`,
    );
  });

  test("changes a scenario from outside, and says so in the command that plays it again", async () => {
    const { out } = await sim([
      "run",
      "--seed",
      "1",
      "--json",
      "--set",
      "duration=2s",
      "--set",
      "network.loss=0.5",
      good,
    ]);
    expect(JSON.parse(out)).toMatchObject({
      verdict: "inconclusive",
      reproduce: `sim run --seed 1 --set duration=2s --set network.loss=0.5 ${good}`,
    });
  });

  test("says what failed and why, keeps the run, and replays it", async () => {
    const failed = await sim(["run", "--seed", "42", "--capsules", "kept", failing]);
    expect(failed.exitCode).toBe(1);
    expect(failed.out).toContain('always "small" stopped holding at 0.');
    expect(failed.out).toContain("ann counts too far");
    expect(failed.out).toContain("replay    sim run --seed 42 failing.ts");
    expect(failed.out).toMatch(/look {6}sim explore --seed 42 --step \d+ failing\.ts/);
    expect(failed.out).toContain("kept      sim replay kept/failing-42.json");
    const replayed = await sim(["replay", "kept/failing-42.json"]);
    expect({ exitCode: replayed.exitCode, err: replayed.err }).toEqual({ exitCode: 1, err: "" });
    expect(readdirSync(join(folder, "kept"))).toEqual(["failing-42.json"]);
  });

  test("verifies by a second play, and names the step at which two plays part", async () => {
    const verified = await sim(["run", "--seed", "42", "--verify", good]);
    expect(verified.exitCode).toBe(0);
    expect(verified.out).toContain("the same in two plays");
    const leaking = file(
      "leaking.ts",
      readFileSync(join(folder, good), "utf8")
        .replace("n + Step.Up", "n + (Step.Up + (calls++ % 2))")
        .replace("enum", "let calls = 0; enum"),
    );
    const parted = await sim(["run", "--seed", "42", "--verify", leaking]);
    expect(parted.exitCode).toBe(4);
    expect(parted.err).toMatch(/two plays of seed 42 part at step \d+, \d+ us/);
  });

  test("honours NO_COLOR and FORCE_COLOR", async () => {
    expect((await sim(["run", "--seed", "1", good])).out).not.toContain("\u001b[");
    expect((await sim(["run", "--seed", "1", good], { FORCE_COLOR: "1" })).out).toContain("\u001b[32m");
    expect((await sim(["run", "--seed", "1", good], { FORCE_COLOR: "0", NO_COLOR: "" })).out).not.toContain("\u001b[");
  });

  test("reports what is known when it is interrupted", async () => {
    const long = scenarioFile(
      "long.ts",
      'always: { told: ({ node }) => { if (node.ann.state.n === 1000) console.error("well under way"); return true; } },',
    );
    const args = ["run", "--seed", "1", "--set", "duration=10d", long];
    const { exitCode, out } = await sim(args, {}, /well under way/);
    expect(exitCode).toBe(130);
    expect(out).toContain("the run has not come to its end");
  });
});

describe("a mistake is told in one message, with exit code 2, and leaves nothing behind", () => {
  const cases: [name: string, args: string[], says: string | RegExp][] = [
    ["no command", [], /Which command\?/],
    ["an unknown command", ["rum"], "sim: Did you mean run?"],
    ["an unknown option", ["run", "--sed", "1", good], "--sed: is no option of this command; did you mean --seed?"],
    ["an unknown option before the file", ["run", "--sed", good], "--sed: is no option of this command; did you mean"],
    ["an option without its value", ["run", good, "--seed"], /seed/],
    ["an option twice", ["run", "--seed", "1", "--seed", "2", good], "--seed: is given more than once"],
    ["an unknown reporter", ["run", "--reporter", "xml", good], /reporter.*console/s],
    ["no file", ["run"], "sim: needs the path of a file, as in sim run scenarios/partition.ts"],
    ["a missing file", ["run", "missing.ts"], "missing.ts: there is no such file"],
    ["a folder", ["run", "."], ".: this is not a file"],
    ["a syntax error", ["run", file("syntax.ts", "export default {\n  a: ;\n}")], /^syntax\.ts:2:6: .*Unexpected/],
    [
      "a module that is not there",
      ["run", file("import.ts", 'import "./nowhere.js"; export default {}')],
      /^import\.ts:1:8: Could not resolve/,
    ],
    [
      "a package that is not there",
      ["run", file("package.ts", 'import "left-padding"; export default {}')],
      /package\.ts:1:8: Could not resolve "left-padding"/,
    ],
    [
      "a scenario that throws",
      ["run", file("throws.ts", "\nthrow new Error('no luck');")],
      /^throws\.ts: it throws when it is loaded: Error: no luck \(throws\.ts:2:\d+\)$/m,
    ],
    ["no default export", ["run", file("none.ts", "export const a = 1;")], /^none\.ts: it has no default export/],
    [
      "an export of the wrong kind",
      ["run", file("number.ts", "export default 7;")],
      "number.ts: its default export is a number, not a scenario",
    ],
    [
      "a form with mistakes",
      ["run", "--seed", "1", "--set", "duration=10", "--set", "network.loss=-1", good],
      /^duration: 10 must be a duration.*\nnetwork\.loss: -1 must be 0 to 1$/m,
    ],
    [
      "an unknown node",
      ["run", scenarioFile("node.ts", 'faults: [{ at: "1ms", crash: "eve" as never }],')],
      'faults[0].crash: "eve" is neither a node (ann, bob)',
    ],
    [
      "a predicate that throws",
      ["run", "--seed", "1", scenarioFile("predicate.ts", "always: { odd: () => { throw new Error('odd') } },")],
      'always["odd"]: a function threw Error: odd',
    ],
    ["a capsule that is not there", ["replay", "missing.json"], /^missing\.json: it cannot be read/],
    ["a broken capsule", ["replay", file("broken.json", '{ "format": ')], /^broken\.json: .*is not JSON/],
    ["a foreign capsule", ["replay", file("foreign.json", '{ "name": "x" }')], /^foreign\.json: format is missing/],
    [
      "a capsule of a scenario that is gone",
      [
        "replay",
        file(
          "gone.json",
          JSON.stringify({
            format: "faultline capsule 1",
            scenario: "gone.ts",
            seed: "1",
            set: [],
            edits: [],
            milestones: { every: 64, digests: [] },
            digest: "0".repeat(16),
            events: 1,
            verdict: "failed",
            reasons: [],
            versions: {},
          }),
        ),
      ],
      "gone.ts: there is no such file",
    ],
  ];
  test.each(cases)("%s", async (_name, args, says) => {
    const { exitCode, out, err } = await sim(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err.trim()).toMatch(says);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("a folder that cannot be written to", async () => {
    const { exitCode, err } = await sim(["run", "--seed", "42", "--capsules", file("occupied", ""), failing]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^--capsules: "occupied" cannot be written to/);
  });
});

test("a runaway loop of zero-delay events ends at a limit, by name, with exit code 3", async () => {
  const text = readFileSync(join(folder, good), "utf8");
  const loop = file("loop.ts", text.replace("start: (cx) =>", 'start: (cx) => cx.setTimer("again", 0) as never ??'));
  const { exitCode, out } = await sim(["run", "--seed", "1", loop]);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/limits\.eventsPerInstant \(100000\) was reached: at 0 us (ann|bob) keeps it there/);
});

test("help names the commands and all exit codes", async () => {
  const { exitCode, out } = await sim(["--help"]);
  expect(exitCode).toBe(0);
  for (const word of ["sim run", "sim replay", "sim explore", "70", "130"]) expect(out).toContain(word);
  expect((await sim(["--version"])).out.trim()).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
});

test("a folder of scenarios elsewhere, with helpers of its own, is loaded as well", async () => {
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  file("deep/helper.ts", "export const title: string = 'from a helper';");
  file(
    "deep/er/own.ts",
    readFileSync(join(folder, good), "utf8")
      .replace('title: "two count"', "title")
      .replace('from "faultline";', 'from "faultline";\nimport { title } from "../helper.js";'),
  );
  expect(existsSync(join(folder, "deep/er/own.ts"))).toBe(true);
  expect(JSON.parse((await sim(["run", "--seed", "1", "--json", "deep/er/own.ts"])).out).title).toBe("from a helper");
});
