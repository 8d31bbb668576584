import { existsSync, writeFileSync } from "node:fs";
import { makeCapsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import type { Recording } from "../playback/recording.js";
import type { ExploreOptions } from "../tui/explore.js";
import { commandFor, quote } from "./command-line.js";
import { exportFormats, exportSteps } from "./export-steps.js";
import { keepCapsule, keepCapsuleAt } from "./keep-capsule.js";
import { recordUnless } from "./record-unless.js";
import type { Subject } from "./subject.js";

/** What the explorer has done for it outside: recordings of branches, and files. Capsules are kept in a folder. */
export function outsideOf(
  folder: string,
  { form, origin, seed, kept }: Subject,
  first: Recording,
): ExploreOptions["outside"] {
  const files = new Map<Recording, string>(kept === null ? [] : [[first, kept.path]]);
  return {
    formats: exportFormats,
    record: (ofSeed, edits, control) => recordUnless(form, ofSeed, edits, control),
    save(recording, path) {
      const capsule = makeCapsule(recording.report, origin);
      const file = path === "" ? keepCapsule(capsule, folder) : keepCapsuleAt(capsule, path);
      files.set(recording, file);
      return `kept: sim replay ${quote(file)}`;
    },
    export(recording, path, range) {
      if (existsSync(path)) throw new Refusal([{ path, problem: "there is a file already" }]);
      const { text, first, last } = exportSteps(recording, path, range);
      try {
        writeFileSync(path, text);
      } catch (error) {
        throw new Refusal([{ path, problem: `cannot be written: ${(error as Error).message}` }]);
      }
      return `steps ${first} to ${last} are in ${path}`;
    },
    commands({ recording, position }) {
      const step = ` --step ${position}`;
      const file = files.get(recording);
      if (file !== undefined) return [`sim explore${step} ${quote(file)}`, `sim replay ${quote(file)}`];
      const isBranch = recording.edits.length > 0;
      if (isBranch) return ["This run is in no file yet: W keeps it, and then there are commands for it."];
      return [commandFor("explore", seed, origin, step), commandFor("run", seed, origin)];
    },
  };
}
