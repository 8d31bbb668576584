import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { ScenarioSource } from "../../src/scenario/realise.js";
import { playSeeds, type SeedTest } from "../../src/testing/play-seeds.js";
import { regressionFileOf } from "../../src/testing/regressions.js";
import { counter, form } from "../simulation/forms.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-seeds-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "it.test.ts");
const kept = regressionFileOf(file);
const failingFile = `
  import { program } from "faultline";
  export default {
    title: "it",
    duration: "1s",
    nodes: { ann: program(async () => {}) },
    eventually: { "it is well": () => false },
  };
`;
beforeEach(() => rmSync(join(folder, "__regressions__"), { recursive: true, force: true }));

/** Fails where so much is drawn. */
const failsFrom =
  (least: number): ScenarioSource =>
  (draw) => {
    const drawn = draw.int("much", 0, 9);
    return form({ nodes: { ann: counter() }, eventually: { "it is well": () => drawn < least } });
  };
const failing = failsFrom(0);

const it: SeedTest = {
  names: ["group", "it (works)"],
  file,
  scenario: form(),
  seeds: 5,
  set: [],
  bail: true,
  environment: {},
  signal: new AbortController().signal,
};
const messageOf = async (changes: Partial<SeedTest>) => {
  try {
    await playSeeds({ ...it, ...changes });
  } catch (thrown) {
    return (thrown as Error).message.replaceAll(folder, "test").replace(/in \d+ ms, digest \w+/g, "…");
  }
  return "passed";
};
/** What was played last, and what became of it. */
const told = async (changes: Partial<SeedTest>) => {
  const message = await messageOf(changes);
  const lines = [/seed (\S+) {3}step/, /^ {2}(seed .*)$/m, /^ {2}(?:kept|not kept) +(.*)$/m];
  return lines.flatMap((line) => line.exec(message)?.[1] ?? []);
};
const knows = (text: string) => {
  mkdirSync(join(folder, "__regressions__"), { recursive: true });
  writeFileSync(kept, text);
};

test("seeds that pass leave nothing behind", async () => {
  expect(await messageOf({})).toBe("passed");
  expect(existsSync(kept)).toBe(false);
});

describe("a seed that fails", () => {
  test("ends the test with its report, and is kept", async () => {
    expect(await messageOf({ scenario: failing })).toMatchInlineSnapshot(`
      "eventually "it is well" does not hold at the end

      ✗ failed  a test   seed 1   step 112   1.100 s

        eventually "it is well" does not hold at the end

        always      there are nodes                          held
        eventually  it is well                               violated

        drawn       much 1

        run         113 events, 1.100 s …

        replay    SIM_SEED=1 npx vitest run test/it.test.ts -t 'group.*it \\(works\\)'
        seed      the first that was played
        kept      test/__regressions__/it.test.ts.json, to be played first from now on
      "
    `);
    expect(readFileSync(kept, "utf8")).toMatchInlineSnapshot(`
      "{
        "group it (works)": {
          "1": "eventually \\"it is well\\" does not hold at the end"
        }
      }
      "
    `);
  });

  test("is played first from then on, and stays when it passes again", async () => {
    const known = '{ "group it (works)": { "90": "it failed in spring" } }';
    knows(known);
    const path = "test/__regressions__/it.test.ts.json";
    const first = "seed      the first that was played";
    expect(await told({ scenario: failing })).toEqual(["90", first, `${path}, where it was already`]);
    expect(await told({ scenario: failing, environment: { SIM_SEEDS: "40..41" } })).toContain("90");
    expect(await messageOf({})).toBe("passed");
    expect(readFileSync(kept, "utf8")).toBe(known);
  });

  test("does not end a test that wants to know of all, and each is kept, in order", async () => {
    expect(await messageOf({ scenario: failsFrom(6), seeds: "8..20", bail: false })).toMatch(
      /^3 of 13 seeds failed\n\n {2}seed 8 .*\n {2}seed 11 .*\n {2}seed 20 .*\n\n✗ failed {2}a test {3}seed 8 /,
    );
    expect(Object.keys(JSON.parse(readFileSync(kept, "utf8"))["group it (works)"])).toEqual(["8", "11", "20"]);
  });

  test("is not kept by a machine of CI", async () => {
    expect(await told({ scenario: failing, environment: { CI: "true" } })).toEqual(["1", expect.any(String)]);
    expect(existsSync(kept)).toBe(false);
  });

  test("is told all the same where it cannot be kept", async () => {
    const long = join(folder, `${"x".repeat(240)}.test.ts`);
    const [, , why] = await told({ scenario: failing, file: long });
    expect(why).toMatch(/^test\/__regressions__\/x+\.test\.ts\.json: cannot be written: ENAMETOOLONG/);
  });

  test("of a scenario's file is played again by the command", async () => {
    const scenario = join(folder, "fails.ts");
    writeFileSync(scenario, failingFile);
    const message = await messageOf({ scenario, set: ["duration=2s"] });
    expect(message).toContain("  replay    sim run --seed 1 --set duration=2s test/fails.ts\n");
    expect(message).toContain("  look      sim explore --seed 1 --set duration=2s --step");
  });
});

describe("the environment", () => {
  test("names the one seed that is played, whatever is known", async () => {
    knows('{ "group it (works)": { "90": "it failed in spring" } }');
    expect(await told({ scenario: failing, environment: { SIM_SEED: "main" } })).toContain("main");
    expect(await told({ scenario: failing, environment: { SIM_SEED: "17" } })).toContain("17");
  });

  test("names other seeds than the test does", async () => {
    expect(await told({ scenario: failing, environment: { SIM_SEEDS: "40..41" } })).toContain("40");
    expect(await messageOf({ environment: { SIM_SEEDS: "9..1" } })).toBe(
      'SIM_SEEDS: "9..1" runs backwards: it must be 1..9',
    );
  });
});

describe("what was not tested does not pass", () => {
  const rare =
    (least: number): ScenarioSource =>
    (draw) => {
      const drawn = draw.int("much", 0, 9);
      return form({ sometimes: { rare: () => drawn >= least } });
    };

  test("something that happened in some runs has happened", async () => {
    expect(await messageOf({ scenario: rare(5) })).toBe("passed");
  });

  test("something that happened in none has not, but one run is not asked for it", async () => {
    expect(await messageOf({ scenario: rare(10) })).toMatchInlineSnapshot(`
      "inconclusive after 5 seeds

        sometimes "rare" in no run
      "
    `);
    expect(await messageOf({ scenario: rare(10), environment: { SIM_SEED: "3" } })).toBe("passed");
  });

  test("runs that show less than they should are counted", async () => {
    const faults = [{ at: "10ms", for: "1ms", loss: "ann", by: 0.5 }] as const;
    expect(await messageOf({ scenario: form({ faults }) })).toMatchInlineSnapshot(`
      "inconclusive after 5 seeds

        the fault "loss ann by 0.5" had no effect (5 runs)

        replay    SIM_SEED=1 npx vitest run test/it.test.ts -t 'group.*it \\(works\\)'
      "
    `);
    expect(await messageOf({ scenario: form({ always: {} }), environment: { SIM_SEED: "3" } })).toContain(
      "nothing was judged: the scenario states no property",
    );
  });
});

test.each<[what: string, changes: Partial<SeedTest>, says: string]>([
  ["no seeds", { seeds: [] }, 'seeds: [] must be how many seeds to play, or which: 200, "1..200", "1,5,9", [1, 5, 9]'],
  ["none of them", { seeds: 0 }, "seeds: 0 must be how many seeds"],
  ["half a seed", { seeds: 1.5 }, "seeds: 1.5 must be how many seeds"],
  ["a range that is none", { seeds: "1-5" }, 'seeds: "1-5" is not a whole number'],
  ["a file that is not there", { scenario: "none.ts" }, "none.ts: there is no such file"],
])("%s: refused", async (_, changes, says) => {
  expect(await messageOf(changes)).toContain(says);
});

test.each([
  ["{", "test/__regressions__/it.test.ts.json: is not JSON: "],
  ["[1]", 'test/__regressions__/it.test.ts.json: must be like {"name of a test": {"seed": "what failed"}}'],
])("kept seeds that cannot be read are not passed over: %s", async (text, says) => {
  knows(text);
  expect(await messageOf({})).toContain(says);
});

test("a test that nobody waits for any more ends", async () => {
  expect(await messageOf({ scenario: failing, signal: AbortSignal.abort() })).toBe("passed");
});
