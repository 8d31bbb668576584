import { expect, test } from "vitest";
import { type RaftFlaw, raftFlaws } from "../../../src/protocols/raft/flaws.js";
import { table } from "../../support/table.js";
import { walk } from "./walk.js";

const steps = 1_000;
const walks = 3_000;

test(`Raft keeps all that it promises in ${walks} random walks, and settles after each`, () => {
  const reports = Array.from({ length: walks }, (_, seed) => ({ seed, ...walk(`${seed}`, { steps }) }));
  expect(reports.filter(({ violated, settled }) => violated !== null || !settled)).toEqual([]);
  // Walks on which nothing happens prove nothing.
  const mean = (count: (report: (typeof reports)[number]) => number) =>
    reports.reduce((sum, report) => sum + count(report), 0) / walks;
  expect(mean(({ elections }) => elections)).toBeGreaterThan(10);
  expect(mean(({ commits }) => commits)).toBeGreaterThan(25);
  expect(mean(({ reads }) => reads)).toBeGreaterThan(10);
  expect(mean(({ crashes }) => crashes)).toBeGreaterThan(5);
});

/** Which properties may tell of a mistake. */
const symptoms: Readonly<Record<RaftFlaw, readonly string[]>> = {
  "counts old terms": ["commits by own term"],
  "counts stale votes": ["one leader per term", "leader completeness"],
  "believes any commit index": ["nothing goes back"],
  "leaves next behind": ["next is beyond match"],
  "truncates what matches": ["committed is durable", "nothing goes back", "leader completeness"],
  "reads without asking": ["reads see what was committed"],
  "reads before committing": ["reads see what was committed"],
  "acknowledges too much": ["committed is durable"],
  "acknowledges before syncing": ["committed is durable"],
  "forgets its vote": ["one leader per term"],
};

test("every flaw is caught, by what it breaks", () => {
  const rows = (Object.keys(raftFlaws) as RaftFlaw[]).map((flaw) => {
    for (let seed = 0; seed < walks; seed++) {
      const { violated, because, steps: events } = walk(`${seed}`, { steps, flaw });
      if (violated !== null) return { flaw, seeds: seed + 1, events, violated, because };
    }
    return { flaw, seeds: walks, events: 0, violated: "nothing", because: "" };
  });
  console.log(table(["flaw", "seeds", "events", "caught by", "because"], rows.map(Object.values)));
  for (const { flaw, violated } of rows) expect(symptoms[flaw], flaw).toContain(violated);
});
