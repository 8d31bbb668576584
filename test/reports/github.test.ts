import { describe, expect, test } from "vitest";
import { githubAnnotations, stepSummary } from "../../src/reports/github.js";
import { brokenHunt, circumstances, emptyHunt, hostileHunt, idleHunt, soundHunt } from "./hunts.js";

/** An annotation as GitHub's runner reads it. */
function read(line: string) {
  const [, level, properties, message] = /^::(error|warning) (.*?)::(.*)$/.exec(line)!;
  const data = (text: string) =>
    text.replace(/%(0A|0D|25)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  const property = (text: string) => data(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
  const read = properties.split(",").map((one) => one.split(/=(.*)/s).slice(0, 2) as [string, string]);
  return { level, ...Object.fromEntries(read.map(([key, value]) => [key, property(value)])), message: data(message) };
}

const lines = (text: string) => text.split("\n").slice(0, -1);

describe("annotations on GitHub", () => {
  test("of bugs, each at its scenario", async () => {
    await expect(githubAnnotations(await brokenHunt(), circumstances)).toMatchFileSnapshot("hunts/broken.annotations");
  });

  test("of a hunt that found nothing: none", async () => {
    expect(githubAnnotations(await soundHunt(), circumstances)).toBe("");
  });

  test("of what was tested by no run: warnings", async () => {
    expect(lines(githubAnnotations(await idleHunt(), circumstances)).map(read)).toEqual([
      {
        level: "warning",
        title: "inconclusive",
        message: 'scenarios/job-queue.ts: sometimes "the broker has two minds" in no run',
      },
    ]);
    expect(githubAnnotations(emptyHunt, circumstances)).toBe("::warning title=inconclusive::nothing was played\n");
  });

  test("are one line each, and are read back as they were meant, whatever a scenario says", () => {
    const text = "100%, a: b::c\r\n::error::d";
    const read_ = lines(githubAnnotations(hostileHunt(1, text), circumstances)).map(read);
    expect(read_.map(({ level }) => level)).toEqual(["error", "error"]);
    const title = 'always "100%, a: b::c ::error::d", 1 seed';
    const [failure] = read_.filter((each) => "title" in each && each.title === title);
    expect(failure).toMatchObject({ file: "100%, a: b::c ::error::d.ts" });
    expect(failure.message).toContain("\n::error::d");
  });

  test("are ten at most, and the last one counts those that are not shown", () => {
    const told = lines(githubAnnotations(hostileHunt(3_000), circumstances));
    expect(told).toHaveLength(10);
    expect(read(told[9])).toMatchObject({ title: "… and 2992 more" });
  });
});

describe("the summary of a step on GitHub", () => {
  test("of a hunt that found bugs", async () => {
    await expect(stepSummary(await brokenHunt(), circumstances)).toMatchFileSnapshot("hunts/broken.md");
  });

  test("of a hunt that is inconclusive", async () => {
    await expect(stepSummary(await idleHunt(), circumstances)).toMatchFileSnapshot("hunts/idle.md");
  });

  test("of a hunt that was interrupted before anything was played", () => {
    const text = stepSummary(emptyHunt, { ...circumstances, interrupted: true });
    expect(text).toContain("## ? inconclusive: 0 runs of 0 scenarios, interrupted\n\n- nothing was played\n");
  });

  test("has no markup in it that a scenario has said, and no table, block or heading ends early", () => {
    const outside: string[] = [];
    let fence: string | null = null;
    for (const line of lines(stepSummary(hostileHunt(2, "``` \n# no `<b>` | [a](b) *c* ```` |"), circumstances))) {
      const [ticks] = /^`{3,}/.exec(line) ?? [""];
      if (fence === null && ticks !== "") fence = ticks;
      else if (fence !== null && line === fence) fence = null;
      else if (fence === null) outside.push(line);
    }
    expect(fence).toBeNull();
    const bare = outside.map((line) => line.replace(/\\[^\w\s]/g, ""));
    expect(bare.filter((line) => /[<>`*[\]]/.test(line))).toEqual([]);
    const rows = bare.filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.split("|").length)).toEqual([10, 10, 10]);
    expect(bare.filter((line) => line.startsWith("#"))).toHaveLength(4);
  });

  test("fits into what GitHub takes, however much there is", () => {
    expect(Buffer.byteLength(stepSummary(hostileHunt(3_000), circumstances))).toBeLessThan(2 ** 20);
  });
});
