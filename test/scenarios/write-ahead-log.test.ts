import { afterAll, describe, expect, test } from "vitest";
import { shrink } from "../../src/hunt/shrink.js";
import { lossesBeforeFailure } from "../../src/simulation/losses.js";
import type { Report } from "../../src/simulation/report.js";
import { table } from "../support/table.js";
import { forgetful, mistakes } from "./forgetful-stores.js";
import { reportOf } from "./survey.js";

const rows: string[][] = [];
afterAll(() => console.log(table(["forgets", "seed", "found by", "a crash took"], rows)));

describe("a store is caught, and what a crash took is told, if it forgets", () => {
  test.each(mistakes)("%s", async (forgets, within, took) => {
    let found: Report | null = null;
    for (let seed = 1; seed <= within && found?.verdict !== "failed"; seed++) {
      found = await reportOf(forgetful(forgets), seed);
    }
    expect(found?.verdict).toBe("failed");
    const losses = lossesBeforeFailure(found as Report);
    rows.push([forgets, `${found?.seed}`, found?.reasons[0] ?? "", losses.find((line) => took.test(line)) ?? ""]);
    expect(losses).toContainEqual(expect.stringMatching(took));
  });
});

test("a store that does not sync its log is shrunk to one write and one crash", async () => {
  const shrunk = await shrink(forgetful("sync of the log"), { seed: "1", set: [], edits: [] });
  expect(shrunk?.after).toMatchObject({ rows: 1, clients: 1 });
  expect(shrunk?.report.history).toMatchObject({ ok: 1, failed: 0, unknown: 0 });
  expect(lossesBeforeFailure(shrunk?.report as Report)).toEqual([
    "the crash of store at 0.012 s took /store/log: 23 bytes written at 0.010 s, not synced since",
  ]);
});
