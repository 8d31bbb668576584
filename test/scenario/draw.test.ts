import { describe, expect, test } from "vitest";
import { type Draw, keyValue, raft, replicas, run, type Scenario, scenario } from "../../src/index.js";
import { writeSetting } from "../../src/scenario/override.js";
import { realise } from "../../src/scenario/realise.js";

const varied = (draw: Draw) =>
  scenario({
    title: draw.pick("title", ["tame", "wild"]),
    duration: draw.length("duration", "1s", "9s"),
    nodes: replicas(draw.int("nodes", 3, 7), raft(keyValue)),
    always: { "nothing is wrong": () => true },
  });

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe("a scenario that is a function of what is drawn", () => {
  test("is drawn from the seed: the same each time, and all that it may be over the seeds", () => {
    const drawn = seeds.map((seed) => realise(varied, seed).drawn);
    expect(drawn).toEqual(seeds.map((seed) => realise(varied, seed).drawn));
    const valuesOf = (name: string) => new Set(drawn.map((all) => all?.find((each) => each.name === name)?.value)).size;
    expect([valuesOf("title"), valuesOf("nodes")]).toEqual([2, 5]);
    expect(valuesOf("duration")).toBeGreaterThan(100);
  });

  test("is told with the run, and can be set from outside by name, without moving the other draws", async () => {
    const report = await run(varied, { seed: 1, set: ["draw.nodes=3"] });
    expect(report.nodes.length).toBe(3);
    const other = realise(varied, 1).drawn ?? [];
    expect(report.drawn).toEqual(other.map(({ name, value }) => ({ name, value: name === "nodes" ? 3 : value })));
  });

  test("says what each draw could be instead, the tamest first, and none of that is refused", () => {
    const choices = seeds.flatMap((seed) => realise(varied, seed).drawn ?? []);
    for (const { name, value, tamer, distance } of choices) {
      expect(distance === 0).toBe(tamer.length === 0);
      let last = -1;
      for (const each of tamer) {
        const [pinned] = (realise(varied, 1, [writeSetting({ path: `draw.${name}`, value: each })]).drawn ?? []).filter(
          (other) => other.name === name,
        );
        expect(pinned.value).toEqual(each);
        expect(pinned.distance).toBeGreaterThan(last);
        expect(pinned.distance).toBeLessThan(distance);
        last = pinned.distance;
      }
      if (name !== "title") expect(tamer).not.toContain(value);
    }
  });

  test("is changed by what is set only after it was drawn", () => {
    expect(realise(varied, 1, ["duration=1m"]).duration).toBe("1m");
  });

  test.each([
    ["draw.nodes=8", "draw.nodes: 8 must be an integer from 3 to 7"],
    ["draw.title=odd", 'draw.title: "odd" must be "tame", "wild"'],
    ["draw.duration=10s", 'draw.duration: "10s" must be a length from 1s to 9s'],
    ["draw.duration=5", "draw.duration: 5 must be a length from 1s to 9s"],
    ["draw.node=3", "draw.node: the draws are title, duration, nodes"],
  ])("refuses %s", (setting, says) => {
    expect(() => realise(varied, 1, [setting])).toThrow(says);
  });

  test.each([
    [
      "a name that is drawn twice",
      (draw: Draw) => [draw.int("a", 1, 2), draw.int("a", 1, 2)],
      "draw.a: is drawn twice",
    ],
    ["a range without a value", (draw: Draw) => draw.int("a", 2, 1), "draw.a: must be an integer from 2 to 1"],
    ["nothing to pick from", (draw: Draw) => draw.pick("a", []), "draw.a: must be"],
    ["what throws", () => JSON.parse("{"), "scenario: a function threw SyntaxError"],
    ["what gives no form", () => "form", 'scenario: "form" must be an object'],
  ])("refuses %s", (_, draws, says) => {
    expect(() => realise(draws as unknown as (draw: Draw) => Scenario, 1)).toThrow(says);
  });

  test("has no draws to be set where it is a form", () => {
    expect(() => realise(realise(varied, 1), 1, ["draw.nodes=3"])).toThrow("draw.nodes: nothing is drawn");
  });
});

test("clients make no more requests than they are to", async () => {
  const form = scenario({
    title: "few requests",
    duration: "5s",
    nodes: replicas(3, raft(keyValue)),
    workload: { clients: 2, every: "100ms", timeout: "500ms", requests: 4, request: () => keyValue.put("x", 1) },
    always: { "nothing is wrong": () => true },
  });
  const { availability } = await run(form, { seed: 1 });
  expect(availability.requests.valid).toBe(8);
});
