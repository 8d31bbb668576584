import { afterAll, describe, expect, test } from "vitest";
import type { Forgotten } from "../../scenarios/write-ahead-log/wal-store.js";
import writeAheadLog from "../../scenarios/write-ahead-log.js";
import { program } from "../../src/runtime/program.js";
import { lossesBeforeFailure } from "../../src/simulation/losses.js";
import type { Report } from "../../src/simulation/report.js";
import { table } from "../support/table.js";
import { reportOf } from "./survey.js";

/** The scenario with a store that has forgotten something. */
function forgetful(forgets: Forgotten) {
  const store = program("../../scenarios/write-ahead-log/store.ts", { inspect: "state", env: { FORGETS: forgets } });
  return { ...writeAheadLog, nodes: { ...writeAheadLog.nodes, store } };
}

/** What is found in the end where something is forgotten, and what a crash took. */
const mistakes: readonly (readonly [forgets: Forgotten, within: number, took: RegExp])[] = [
  ["sync of the log", 10, /took \/store\/log: \d+ bytes written .*, not synced since/],
  [
    "sync of the folder after a log was made",
    10,
    /took \/store\/log: its creation .*, folder \/store not synced since/,
  ],
  ["sync of the folder after it was made", 10, /took \/store: its creation .*, folder \/ not synced since/],
  ["sync of the snapshot before the rename", 50, /took \/store\/snapshot: \d+ bytes written .*, not synced since/],
  ["sync of the folder after the rename", 50, /took \/store\/snapshot: its rename .*, folder \/store not synced since/],
  ["checksums", 30, /took \/store\/log: \d+ bytes? written .*, being synced/],
];

const rows: string[][] = [];
afterAll(() => console.log(table(["forgets", "seed", "found by", "because"], rows)));

describe("a store is caught that forgets", () => {
  test.each(mistakes)("%s", async (forgets, within, took) => {
    const found = await firstFailure(forgets, within);
    expect(found).not.toBeNull();
    const losses = lossesBeforeFailure(found as Report);
    rows.push([forgets, String(found?.seed), found?.reasons[0] ?? "", losses.find((line) => took.test(line)) ?? ""]);
    expect(losses).toContainEqual(expect.stringMatching(took));
  });
});

async function firstFailure(forgets: Forgotten, within: number): Promise<Report | null> {
  for (let seed = 1; seed <= within; seed++) {
    const report = await reportOf(forgetful(forgets), seed);
    if (report.verdict === "failed") return report;
  }
  return null;
}
