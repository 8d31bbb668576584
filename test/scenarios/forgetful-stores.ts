import type { Forgotten } from "../../scenarios/write-ahead-log/wal-store.js";
import writeAheadLog from "../../scenarios/write-ahead-log.js";
import { program } from "../../src/runtime/program.js";
import type { AnyScenario } from "./shipped.js";

/** What a store forgets; within how many seeds it is found, counted from 1; and what is told of the crash that shows it. */
export const mistakes: readonly (readonly [forgets: Forgotten, within: number, took: RegExp])[] = [
  ["sync of the log", 10, /took \/store\/log: \d+ bytes written .*, not synced since/],
  [
    "sync of the folder after a log was made",
    10,
    /took \/store\/log: its creation .*, folder \/store not synced since/,
  ],
  ["sync of the folder after it was made", 10, /took \/store: its creation .*, folder \/ not synced since/],
  ["sync of the snapshot before the rename", 10, /took \/store\/snapshot: \d+ bytes written .*, not synced since/],
  ["sync of the folder after the rename", 10, /took \/store\/snapshot: its rename .*, folder \/store not synced since/],
];

/** The scenario with a store that has forgotten something. */
export function forgetful(forgets: Forgotten): AnyScenario {
  const store = program("../../scenarios/write-ahead-log/store.ts", { inspect: "state", env: { FORGETS: forgets } });
  return { ...writeAheadLog, nodes: { ...writeAheadLog.nodes, store } } as AnyScenario;
}
