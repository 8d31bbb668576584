import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-maelstrom-"));
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

  test("prints JSON, the same each time but for how long it took", async () => {
    const plays = await Promise.all([1, 2].map(() => maelstrom(...broadcast, "--json")));
    const [one, other] = plays.map(({ out }) => ({ ...JSON.parse(out), wallMs: 0 }));
    expect(one.results["valid?"]).toBe(true);
    expect(one).toEqual(other);
  });

  test.each([
    [["-w", "echo"], "--bin: is needed: the program that nodes run, as in --bin ./broadcast.js"],
    [["-w", "ekho", "--bin", bin("echo.js")], 'did you mean "echo"?'],
    [["-w", "echo", "--bin", "nothing.js"], "nothing.js: there is no such file"],
    [["-w", "echo", "--bin", "nothing"], '--bin: "nothing" is not there, or cannot be read'],
    [["-w", "echo", "--bin", "/bin/sh"], "is no JavaScript or TypeScript: only that can be run on a virtual clock"],
    [["-w", "echo", "--bin", bin("echo.js"), "--nodecount", "3"], "did you mean --node-count?"],
    [["-w", "echo", "-w", "kafka", "--bin", bin("echo.js")], "--workload: is given more than once"],
  ])("refuses %j", async (args, says) => {
    const { exitCode, err } = await maelstrom(...args);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(says) });
  });
});
