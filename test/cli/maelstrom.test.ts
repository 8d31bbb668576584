import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-maelstrom-"));
writeFileSync(join(folder, "snake"), "#!/usr/bin/env python3\nprint(1)\n");
writeFileSync(join(folder, "wrapper"), '#!/bin/sh\nexec npx tsx "$(dirname "$0")/src/echo.ts" "$@"\n');
// Without an ending, and on streams: what it says of itself is in its first line.
const noted = `#!/usr/bin/env node
process.stdin.setEncoding("utf8").on("data", (line) => {
  const { src, dest, body } = JSON.parse(line);
  console.error("told", body.type);
  const { msg_id: in_reply_to, node_id, node_ids, ...rest } = body;
  console.log(JSON.stringify({ src: dest, dest: src, body: { ...rest, type: body.type + "_ok", in_reply_to } }));
});
`;
writeFileSync(join(folder, "noted"), noted);
afterAll(() => rmSync(folder, { recursive: true }));

const bin = (name: string) => resolve(import.meta.dirname, "../maelstrom/programs", name);
const maelstrom = (...args: string[]) => simIn(folder, ["maelstrom", "--seed", "1", ...args]);
const broadcast = ["-w", "broadcast", "--bin", bin("broadcast.js"), "--node-count", "5", "--time-limit", "5"];

describe("sim maelstrom", () => {
  test("prints the results that people know, and how to play the same run again", async () => {
    const { exitCode, out } = await maelstrom(
      ...broadcast,
      "--rate",
      "20",
      "--latency",
      "10",
      "--nemesis",
      "partition",
    );
    expect({ exitCode, last: out.trimEnd().split("\n").at(-1) }).toEqual({
      exitCode: 0,
      last: "Everything looks good!",
    });
    for (const part of [
      ":net {:all {:send-count ",
      ":stable-latencies {0 ",
      ":lost-count 0",
      ":availability {:valid? true",
    ]) {
      expect(out).toContain(part);
    }
    expect(out).toMatch(/\n :valid\? true}\n/);
    expect(out).toMatch(/again {5}sim maelstrom --seed 1 -w broadcast .* --nemesis partition\n/);
  });

  test("keeps a run that is invalid as a scenario, which other commands can play", async () => {
    const { exitCode, out } = await maelstrom("test", ...broadcast, "--rate", "20", "--", "--lose");
    expect(exitCode).toBe(1);
    expect(out).toContain("Analysis invalid!");
    const kept = readdirSync(join(folder, ".faultline"));
    const capsule = kept.find((name) => name.endsWith(".json")) as string;
    const replayed = await simIn(folder, ["replay", `.faultline/${capsule}`]);
    expect({ exitCode: replayed.exitCode, err: replayed.err }).toEqual({ exitCode: 1, err: "" });
    const scenario = kept.find((name) => name.endsWith(".mjs")) as string;
    const hunt = await simIn(folder, ["hunt", "--seeds", "1..3", "--workers", "1", `.faultline/${scenario}`]);
    expect(hunt.exitCode).toBe(1);
    expect(hunt.out).toContain('consistency "broadcast"');
  });

  test("does not know of a run in which a program reached what is real, and says where", async () => {
    const real = 'Buffer.constructor("return process")().getBuiltinModule("timers").setTimeout(() => {}, 1)';
    writeFileSync(join(folder, "reaches.js"), noted.replace("console.error(", `${real};\nconsole.error(`));
    const { exitCode, out } = await maelstrom("-w", "echo", "--bin", "reaches.js", "--time-limit", "1");
    expect({ exitCode, out }).toEqual({
      exitCode: 3,
      out: expect.stringMatching(/ reached what is real: Timeout, at .*reaches\.js:4:/),
    });
  });

  test("says of a program that gave up what it said last", async () => {
    const givesUp = 'if (body.type === "echo") { console.error("no echo today"); process.exit(2); }';
    writeFileSync(join(folder, "gives-up.js"), noted.replace("console.error(", `${givesUp}\nconsole.error(`));
    const { exitCode, out } = await maelstrom("-w", "echo", "--bin", "gives-up.js", "--time-limit", "1");
    expect({ exitCode, out }).toEqual({
      exitCode: 1,
      out: expect.stringContaining("n1 has crashed: it exited with code 2: no echo today"),
    });
  });

  test("prints JSON, the same each time but for how long it took", async () => {
    const plays = await Promise.all([1, 2].map(() => maelstrom(...broadcast, "--json")));
    const [one, other] = plays.map(({ out }) => ({ ...JSON.parse(out), wallMs: 0 }));
    expect(one.results["valid?"]).toBe(true);
    expect(one).toEqual(other);
  });

  test("plays other seeds until a run is not valid, and tells how to repeat that one", async () => {
    const args = [...broadcast, "--nemesis", "partition", "--nemesis-interval", "20", "--rate", "5"];
    const count = ["--test-count", "40", "--", "--tell-once"];
    const { exitCode, out } = await maelstrom(...args, ...count);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^1 of 40 {3}seed 1 {3}:valid\? true {3}\d+ ok, 0 fail, 0 info {3}\d+ ms\n/);
    const [, again] = /again {5}(sim maelstrom --seed \d+ .*)\n/.exec(out) as RegExpExecArray;
    expect(again).not.toContain("--test-count");
  });

  test("logs messages and stderr, draws them, and writes the history", async () => {
    const files = ["--svg", "messages.svg", "--history", "history.edn"];
    const logs = ["--log-net-send", "--log-net-recv", "--log-stderr"];
    const { exitCode, err } = await maelstrom("-w", "echo", "--bin", "noted", "--time-limit", "2", ...logs, ...files);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^ +0\.000 s {2}n1 {2}told init$/m);
    expect(err).toMatch(/^ +\d\.\d{3} s {2}send {5}c\d+ → n\d {2}\{"type":"echo",/m);
    expect(err).toMatch(/^ +\d\.\d{3} s {2}receive {2}n\d → c\d+ {2}\{"type":"echo_ok",/m);
    expect(readFileSync(join(folder, "messages.svg"), "utf8")).toContain("echo_ok");
    expect(readFileSync(join(folder, "history.edn"), "utf8")).toMatch(/^\{:index 0/);
  });

  test.each([
    [["-w", "echo"], "--bin: is needed: the program that nodes run, as in --bin ./broadcast.js"],
    [["-w", "ekho", "--bin", bin("echo.js")], 'did you mean "echo"?'],
    [["-w", "echo", "--bin", "nothing.js"], "nothing.js: there is no such file"],
    [["-w", "echo", "--bin", "nothing"], '--bin: "nothing" is not there, or cannot be read'],
    [["-w", "echo", "--bin", "/bin/sh"], "is no JavaScript or TypeScript: only that can be run on a virtual clock"],
    [["-w", "echo", "--bin", "./echo.js --fast"], "what the program is given comes after --"],
    [["-w", "echo", "--bin", "snake"], '--bin: "snake" is run by python3: only JavaScript and TypeScript can be run'],
    [["-w", "echo", "--bin", "wrapper"], "is a shell script: give the program that it starts, as in --bin src/echo.ts"],
    [["serve"], "sim maelstrom serve: is not needed"],
    [["doc"], "sim maelstrom doc: is not here"],
    [["demo"], "sim maelstrom demo: is not here"],
    [["tset"], "sim maelstrom tset: is no command: there is test, which may be left out"],
    [["test", "--no-ssh"], "--no-ssh: means nothing here: nodes are simulated"],
    [
      ["-w", "echo", "--bin", bin("echo.js"), "--test-count", "0"],
      "--test-count: 0 must be a whole number of at least 1",
    ],
    [["-w", "echo", "--bin", bin("echo.js"), "--nodecount", "3"], "did you mean --node-count?"],
    [["-w", "echo", "-w", "kafka", "--bin", bin("echo.js")], "--workload: is given more than once"],
  ])("refuses %j", async (args, says) => {
    const { exitCode, err } = await maelstrom(...args);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(says) });
  });
});
