import { expect, test } from "vitest";
import { describeMistake, type Refusal } from "../../../src/kernel/refusal.js";
import { type RaftOptions, raftConfig } from "../../../src/protocols/raft/options.js";

test("without options, the paper's timeouts hold", () => {
  expect(raftConfig()).toEqual({
    electionTimeoutUs: [150_000, 300_000],
    heartbeatUs: 50_000,
    preVote: true,
    checkQuorum: true,
    maxBatch: 64,
    flaw: null,
  });
});

test("options are refused with path, value and limit, all at once", () => {
  const refusals = (options: unknown) => {
    try {
      raftConfig(options as RaftOptions);
    } catch (thrown) {
      return (thrown as Refusal).mistakes.map(describeMistake);
    }
    return [];
  };
  expect([
    refusals({ heartbeat: "5", electionTimeout: ["300ms", "150ms"] }),
    refusals({ heartbeat: "150ms" }),
    refusals({ heartbeat: "0ms", maxBatch: 0 }),
    refusals({ electionTimeout: "150ms" }),
    refusals({ electionTimeout: ["150ms", "soon"] }),
    refusals({ preVote: 1, checkQuorum: "yes", maxBatch: 1.5 }),
    refusals({ flaw: "forgets", hartbeat: "5ms" }),
  ]).toMatchInlineSnapshot(`
    [
      [
        "raft.heartbeat: "5" needs a unit, as in "5s"",
        "raft.electionTimeout: ["300ms","150ms"] must name the shorter one first",
      ],
      [
        "raft.heartbeat: "150ms" must be shorter than the shortest election timeout (150 ms)",
      ],
      [
        "raft.heartbeat: "0ms" must be longer than nothing",
        "raft.maxBatch: 0 must be a whole number, at least 1",
      ],
      [
        "raft.electionTimeout: "150ms" must be two durations, as in ["150ms", "300ms"]",
      ],
      [
        "raft.electionTimeout[1]: "soon" is not a duration, as in "250ms"",
      ],
      [
        "raft.preVote: 1 must be true or false",
        "raft.checkQuorum: "yes" must be true or false",
        "raft.maxBatch: 1.5 must be a whole number, at least 1",
      ],
      [
        "raft.flaw: "forgets" must be one of: counts old terms, counts stale votes, believes any commit index, leaves next behind, truncates what matches, reads without asking, reads before committing, acknowledges too much, acknowledges before syncing, forgets its vote",
        "raft.hartbeat: "5ms" is not an option (there are: electionTimeout, heartbeat, preVote, checkQuorum, maxBatch, flaw)",
      ],
    ]
  `);
});
