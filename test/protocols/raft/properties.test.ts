import { describe, expect, test } from "vitest";
import type { Status } from "../../../src/node/machine.js";
import { type Finding, type Property, predicateOf } from "../../../src/node/property.js";
import type { NodeView, Views } from "../../../src/node/view.js";
import * as raft from "../../../src/protocols/raft/properties.js";
import { newState, type Progress, type RaftState } from "../../../src/protocols/raft/state.js";
import { entryOf } from "./bench.js";

interface Sketch extends Partial<Omit<RaftState, "log">> {
  /** The terms of its log. */
  readonly log?: readonly number[];
  readonly status?: Status;
  readonly byzantine?: boolean;
}

/** Nodes that look like this at one instant. States are kept from one look to the next where their owners are up. */
function look(property: Property<Views<RaftState>>): (sketches: Record<string, Sketch>) => Finding {
  const predicate = predicateOf(property);
  const states = new Map<string, RaftState>();
  return (sketches) => {
    const nodes = Object.entries(sketches).map(([name, { log = [], status = "up", byzantine = false, ...rest }]) => {
      const state = (status === "crashed" ? undefined : states.get(name)) ?? newState();
      if (status === "crashed") states.delete(name);
      else Object.assign(state, { durableIndex: log.length, ...rest, log: log.map(entryOf) });
      if (status !== "crashed") states.set(name, state);
      return { name, state, status, reason: null, byzantine } satisfies NodeView<RaftState>;
    });
    const correct = nodes.filter((node) => node.status !== "crashed" && !node.byzantine);
    return predicate({ nodes, correct, nowUs: 0 });
  };
}

const leads = (term: number, rest: Sketch = {}): Sketch => ({ role: "leader", term, ...rest });

describe("one leader per term", () => {
  test("holds for leaders of different terms, at the same time too", () => {
    const see = look(raft.oneLeaderPerTerm);
    expect([see({ ann: leads(1), bob: {} }), see({ ann: leads(1), bob: leads(2) })]).toEqual([true, true]);
  });

  test("does not hold for two in one term, even one after the other", () => {
    const see = look(raft.oneLeaderPerTerm);
    see({ ann: leads(4), cat: {} });
    see({ ann: { status: "crashed" }, cat: {} });
    expect(see({ ann: { status: "crashed" }, cat: leads(4) })).toEqual({
      because: "ann and cat both led term 4",
      nodes: ["ann", "cat"],
    });
  });

  test("says nothing of Byzantine nodes", () => {
    const see = look(raft.oneLeaderPerTerm);
    expect(see({ ann: leads(4), cat: { ...leads(4), byzantine: true } })).toBe(true);
  });
});

describe("log matching", () => {
  test("holds where logs part for good", () => {
    const see = look(raft.logMatching);
    expect(see({ ann: { log: [1, 1, 2] }, bob: { log: [1, 1, 3, 3] }, cat: { log: [1] } })).toBe(true);
    expect(see({ ann: { log: [1, 1, 3] }, bob: { log: [1, 1, 3, 3] }, cat: { log: [1, 1] } })).toBe(true);
  });

  test("does not hold where logs meet again", () => {
    expect(look(raft.logMatching)({ ann: { log: [1, 2, 4] }, bob: { log: [1, 3, 4] } })).toEqual({
      because: "ann and bob both have an entry of term 4 at index 3, but their logs differ up to there",
      nodes: ["ann", "bob"],
    });
  });
});

describe("leader completeness", () => {
  const committed = leads(1, { log: [1, 1], commitIndex: 2 });

  test("does not hold for a later leader without what was committed", () => {
    const see = look(raft.leaderCompleteness);
    expect(see({ ann: committed, bob: { log: [1] } })).toBe(true);
    expect(see({ ann: committed, bob: leads(2, { log: [1, 2] }) })).toEqual({
      because: "bob leads term 2 without entry 2, which was committed in term 1",
      nodes: ["bob"],
    });
  });

  test("holds for one of an earlier term that does not know yet", () => {
    const see = look(raft.leaderCompleteness);
    expect(see({ ann: leads(3, { log: [1, 3], commitIndex: 2 }), bob: leads(2, { log: [1] }) })).toBe(true);
  });
});

describe("state machine safety", () => {
  test("does not hold where an index was committed twice, even across a crash", () => {
    const see = look(raft.stateMachineSafety);
    see({ ann: { log: [1, 2], commitIndex: 2 }, bob: {} });
    see({ ann: { status: "crashed" }, bob: {} });
    expect(see({ ann: { log: [1, 3], commitIndex: 1 }, bob: {} })).toBe(true);
    expect(see({ ann: { log: [1, 3], commitIndex: 2 }, bob: {} })).toEqual({
      because: "ann committed an entry of term 2 at index 2, and ann one of term 3",
      nodes: ["ann", "ann"],
    });
  });
});

describe("committed is durable", () => {
  const ann = leads(1, { log: [1], commitIndex: 1 });

  test("does not hold where a majority is seen to lack it", () => {
    const see = look(raft.committedIsDurable);
    expect(see({ ann, bob: { term: 1, log: [1], durableIndex: 0 }, cat: { term: 1, log: [] } })).toEqual({
      because: "ann committed entry 1, which is not durable on bob, cat",
      nodes: ["ann", "bob", "cat"],
    });
  });

  test("gives those that cannot be looked into the benefit of the doubt", () => {
    const see = look(raft.committedIsDurable);
    expect(see({ ann, bob: { status: "crashed" }, cat: { term: 1, log: [] } })).toBe(true);
  });
});

describe("commits by own term", () => {
  test("does not hold for a leader that commits an entry of an earlier term as the last one", () => {
    const see = look(raft.commitsByOwnTerm);
    expect(see({ ann: leads(4, { log: [1, 2, 4] }) })).toBe(true);
    expect(see({ ann: leads(4, { log: [1, 2, 4], commitIndex: 2 }) })).toEqual({
      because: "ann, which leads term 4, committed entry 2 of term 2 by counting",
      nodes: ["ann"],
    });
  });

  test("holds for a follower that is told so, and where an entry of its own comes along", () => {
    const see = look(raft.commitsByOwnTerm);
    expect(see({ ann: { term: 4, log: [1, 2, 4], commitIndex: 2 } })).toBe(true);
    expect(see({ ann: leads(4, { log: [1, 2, 4], commitIndex: 3 }) })).toBe(true);
  });
});

describe("nothing goes back", () => {
  const before = { term: 3, log: [1, 2, 3], commitIndex: 2 };

  test.each([
    [{ ...before, term: 2 }, "ann went back from term 3 to 2"],
    [{ ...before, commitIndex: 1 }, "ann took its commit index back from 2 to 1"],
    [{ ...before, log: [1] }, "ann removed entry 2, which it knew to be committed"],
  ])("does not hold for %o", (after, because) => {
    const see = look(raft.nothingGoesBack);
    expect([see({ ann: before }), see({ ann: after })]).toEqual([true, { because, nodes: ["ann"] }]);
  });

  test("holds across a crash, which loses the commit index", () => {
    const see = look(raft.nothingGoesBack);
    const looks = [before, { status: "crashed" as const }, { ...before, commitIndex: 0 }];
    expect(looks.map((ann) => see({ ann }))).toEqual([true, true, true]);
  });
});

describe("next is beyond match", () => {
  test("does not hold for a leader that would send what is there", () => {
    const progress = (next: number): Progress[] => [
      { peer: "bob", match: 3, next, probing: false, round: 0, heardUs: 0 },
    ];
    const see = look(raft.nextIsBeyondMatch);
    expect(see({ ann: leads(1, { progress: progress(4) }) })).toBe(true);
    expect(see({ ann: leads(1, { progress: progress(3) }) })).toEqual({
      because: "ann means to send entry 3 to bob, which has all up to 3",
      nodes: ["ann", "bob"],
    });
  });
});

describe("has leader", () => {
  const follows = { term: 2, leader: "ann" };
  const none = { because: "no node leads a majority", nodes: [] };

  test.each<[string, Record<string, Sketch>, Finding]>([
    ["a leader and one that follows it", { ann: leads(2, follows), bob: follows, cat: {} }, true],
    ["a leader that nobody follows yet", { ann: leads(2, follows), bob: { term: 2 }, cat: { term: 1 } }, none],
    ["followers of a crashed leader", { ann: { status: "crashed" }, bob: follows, cat: follows }, none],
    [
      "followers of a paused leader",
      { ann: leads(2, { ...follows, status: "paused" }), bob: follows, cat: follows },
      none,
    ],
    ["a leader of an earlier term", { ann: leads(1, { leader: "ann" }), bob: follows, cat: follows }, none],
  ])("%s", (_, nodes, finding) => {
    expect(look(raft.hasLeader)(nodes)).toEqual(finding);
  });
});
