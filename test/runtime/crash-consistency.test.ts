import { describe, expect, test } from "vitest";
import { atRandom, everywhere, type Trouble } from "./support/store-crashes.js";

const tearing: Trouble = { fault: "tearWrites" };
const ordered: Trouble = { spec: { journal: "ordered" } };

describe("a store that syncs all it has to loses nothing that it acknowledged, and finds nothing torn", () => {
  test.each<[Trouble, number]>([
    [{}, 12],
    [tearing, 12],
    [ordered, 6],
  ])(
    "crashed everywhere: %j",
    async (trouble, chances) => {
      const { crashes, found } = await everywhere(trouble, chances);
      expect(found).toEqual([]);
      expect(crashes).toBeGreaterThan(200);
    },
    120_000,
  );

  test.each<Trouble>([{}, tearing, ordered])(
    "crashed at random, again and again: %j",
    async (trouble) => {
      const { found } = await atRandom(trouble, 60, 10);
      expect(found).toEqual([]);
    },
    120_000,
  );
});

describe("a store is caught by crashing it everywhere if", () => {
  test.each<[string, Trouble, string]>([
    ["it does not sync its log", { forgets: "sync of the log" }, "acknowledged"],
    ["it does not sync the folder above its own", { forgets: "sync of the folder after it was made" }, "acknowledged"],
    ["it syncs only one of two folders that it made", { folder: "/data/store" }, "acknowledged"],
    ["it does not sync a new log's name", { forgets: "sync of the folder after a log was made" }, "acknowledged"],
    ["it does not sync what it renames", { forgets: "sync of the snapshot before the rename" }, "opened"],
    ["it does not sync the rename", { forgets: "sync of the folder after the rename" }, "acknowledged"],
    ["it believes what is torn", { forgets: "checksums", ...tearing }, "acknowledged"],
    ["its disk lies about syncs", { fault: "loseSyncs" }, "acknowledged"],
  ])(
    "%s",
    async (_, trouble, symptom) => {
      const { found } = await everywhere(trouble, 4);
      expect(found.some((problem) => problem.includes(symptom))).toBe(true);
    },
    120_000,
  );
});
