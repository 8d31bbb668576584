import { describe, expect, test } from "vitest";
import { relationOf } from "../../src/playback/cone.js";
import { printSteps } from "../../src/playback/print.js";
import { jsonLines } from "../../src/reports/json-lines.js";
import { parserExpression, shivizLog } from "../../src/reports/shiviz.js";
import { forgetfulRun, livelyRun, stepsWhere } from "./runs.js";

describe("steps", () => {
  test("are printed a line each: number, time, who, what, packets, changes", () => {
    expect([...printSteps(forgetfulRun, [133, 138])].join("\n")).toMatchInlineSnapshot(`
      "133     1.134 s  ann  message from bob {"kind":"request vote","lastIndex":2,"lastTerm":5,"pre":false,"term":6}  |  ann.term 5 → 6  |  ann.votedFor null → "bob"
      134     1.135 s  ann  synced  |  > bob message arrives at 1.149 s
      135     1.136 s  cat  timer deadline  |  > ann message arrives at 1.156 s  |  > bob message arrives at 1.150 s  |  cat.role "follower" → "candidate"  |  cat.term 5 → 6  |  cat.leader "ann" → null  |  cat.votes[0] "cat" → nothing
      136     1.136 s       fault begins: crash follower  |  ann.term 6 → 0  |  ann.votedFor "bob" → null  |  ann.log[1] {"command":null,"term":5} → nothing  |  ann.log[0] {"command":null,"term":3} → nothing  |  ann.durableIndex 2 → 0
      137     1.137 s  cat  message from bob {"kind":"request vote","lastIndex":2,"lastTerm":5,"pre":false,"term":6}
      138     1.137 s       fault ends: crash follower"
    `);
    expect([...printSteps(livelyRun, [0, livelyRun.length - 1])].length).toBe(livelyRun.length);
  });

  test("are printed with the reason where they reached nobody", () => {
    const [lost] = stepsWhere(livelyRun, (step) => livelyRun.whoOf(step) >= 0 && !livelyRun.hasReached(step));
    expect([...printSteps(livelyRun, [lost, lost])].join()).toMatch(/ {2}\| {2}(lost|waits): \w/);
  });

  test("are JSON, one object a line, as they were recorded", () => {
    const lines = [...jsonLines(livelyRun, [10, 200])];
    expect(lines.every((line) => line.endsWith("\n") && line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      stepsWhere(livelyRun, (step) => step >= 10 && step <= 200).map((step) =>
        JSON.parse(JSON.stringify(livelyRun.stepAt(step))),
      ),
    );
  });
});

describe("a log for ShiViz", () => {
  const read = (text: string) => {
    const [head, body] = text.split(/\n\n(.*)/s);
    const pattern = new RegExp(head, "g");
    return [...body.matchAll(pattern)].map(({ groups }) => ({
      host: groups?.host as string,
      clock: JSON.parse(groups?.clock as string) as Record<string, number>,
      step: Number(groups?.event.split(" ")[0]),
    }));
  };

  test("says at its head how it is read, and has all steps that reached somebody", () => {
    const log = [...shivizLog(livelyRun, [0, livelyRun.length - 1])].join("");
    expect(log.startsWith(`${parserExpression}\n\n`)).toBe(true);
    expect(read(log).map(({ step }) => step)).toEqual(stepsWhere(livelyRun, (step) => livelyRun.hasReached(step)));
  });

  test.each([
    [0, 400],
    [300, 700],
  ])("has clocks from %i to %i that begin at 1, skip nothing, and tell who may have influenced whom", (first, last) => {
    const events = read([...shivizLog(livelyRun, [first, last])].join(""));
    const counts = new Map<string, number>();
    for (const { host, clock } of events) {
      const count = (counts.get(host) ?? 0) + 1;
      counts.set(host, count);
      expect(clock[host]).toBe(count);
      for (const [other, known] of Object.entries(clock)) expect(known).toBeLessThanOrEqual(counts.get(other) ?? 0);
    }
    for (let place = 0; place < events.length; place += 7) {
      for (let other = place + 1; other < events.length; other += 11) {
        const [one, later] = [events[place], events[other]];
        const isBefore = (later.clock[one.host] ?? 0) >= one.clock[one.host];
        expect(isBefore).toBe(relationOf(livelyRun, one.step, later.step) === "before");
      }
    }
  });
});
