import { describe, expect, test } from "vitest";
import type { RaftMessage } from "../../../src/protocols/raft/message.js";
import { Bench, type Past } from "./bench.js";

const three = ["ann", "bob", "cat"];

describe("transcripts", () => {
  test("a candidate asks for votes at once, and counts its own when it is durable", () => {
    const bench = new Bench(three);
    bench.tick("ann").deliver("bob").sync("bob").deliver("ann").sync("ann").deliver("bob").sync("ann");
    expect(bench.transcript()).toMatchInlineSnapshot(`
      "ann ticks
          write 1: term 1, vote for ann
          to bob: vote for me in term 1? my log ends at 0@0
          to cat: vote for me in term 1? my log ends at 0@0
      bob hears from ann
          write 1: term 1, vote for ann
      bob has synced write 1
          to ann: yes, term 1
      ann hears from bob
      ann has synced write 1
          write 2: no-op@1
          to bob: append no-op@1 after 0@0, term 1, committed 0, round 0
          to cat: append no-op@1 after 0@0, term 1, committed 0, round 0
      ann has synced write 2
      bob hears from ann
          write 2: no-op@1"
    `);
  });

  test("a leader sends before it has written, and commits when a majority has written", () => {
    const bench = new Bench(three).tick("ann").settle(...three);
    bench.transcript();
    bench
      .propose("ann", "x")
      .deliver("bob")
      .sync("bob")
      .deliver("ann")
      .sync("ann")
      .propose("ann", "y")
      .settle(...three);
    expect(bench.transcript()).toMatchInlineSnapshot(`
      "ann is asked to add x
          write 3: x@1
          to bob: append x@1 after 1@1, term 1, committed 1, round 0
          to cat: append x@1 after 1@1, term 1, committed 1, round 0
      bob hears from ann
          write 3: x@1
          executes no-op@1
      bob has synced write 3
          to ann: same up to 2, term 1, round 0
      ann hears from bob
      ann has synced write 3
          executes x@1
      ann is asked to add y
          write 4: y@1
          to bob: append y@1 after 2@1, term 1, committed 2, round 0
          to cat: append y@1 after 2@1, term 1, committed 2, round 0
      ann has synced write 4
      cat hears from ann
          write 3: x@1
          executes no-op@1
      bob hears from ann
          write 4: y@1
          executes x@1
      cat hears from ann
          write 4: y@1
          executes x@1
      bob has synced write 4
          to ann: same up to 3, term 1, round 0
      cat has synced write 3
          to ann: same up to 2, term 1, round 0
      cat has synced write 4
          to ann: same up to 3, term 1, round 0
      ann hears from bob
          executes y@1
      ann hears from cat
      ann hears from cat"
    `);
  });

  test("one round of heartbeats serves all reads that were waiting when it began", () => {
    const bench = new Bench(three).tick("ann").settle(...three);
    bench.transcript();
    bench
      .read("ann", "p")
      .read("ann", "q")
      .read("ann", "r")
      .deliver("bob")
      .deliver("ann")
      .deliver("bob", "cat")
      .deliver("ann");
    expect(bench.transcript()).toMatchInlineSnapshot(`
      "ann is asked to read p
          to bob: heartbeat after 1@1, term 1, committed 1, round 1
          to cat: heartbeat after 1@1, term 1, committed 1, round 1
      ann is asked to read q
      ann is asked to read r
      bob hears from ann
          to ann: same up to 1, term 1, round 1
          executes no-op@1
      ann hears from bob
          to bob: heartbeat after 1@1, term 1, committed 1, round 2
          to cat: heartbeat after 1@1, term 1, committed 1, round 2
          reads p
      cat hears from ann
          to ann: same up to 1, term 1, round 1
          executes no-op@1
      bob hears from ann
          to ann: same up to 1, term 1, round 2
      cat hears from ann
          to ann: same up to 1, term 1, round 2
      ann hears from cat
      ann hears from bob
          reads q
          reads r
      ann hears from cat"
    `);
  });

  test("a node that was cut off asks first, and is not answered by those who hear a leader", () => {
    const bench = new Bench(three, { preVote: true }).tick("ann").settle(...three);
    bench.transcript();
    const [ann, cat] = [bench.server("ann"), bench.server("cat")];
    while (ann.deadlineUs < cat.deadlineUs) {
      bench.tick("ann");
      bench.packets = bench.packets.filter(({ to }) => to !== "cat");
      bench.deliver("bob").deliver("ann");
    }
    bench.transcript();
    bench.tick("cat").deliver("ann", "bob").tick("ann").deliver("cat").deliver("ann");
    expect(bench.transcript()).toMatchInlineSnapshot(`
      "cat ticks
          to ann: would you vote for me in term 2? my log ends at 1@1
          to bob: would you vote for me in term 2? my log ends at 1@1
      ann hears from cat
      bob hears from cat
      ann ticks
          to bob: heartbeat after 1@1, term 1, committed 1, round 0
          to cat: heartbeat after 1@1, term 1, committed 1, round 0
      cat hears from ann
          to ann: same up to 1, term 1, round 0
          executes no-op@1
      ann hears from cat"
    `);
    expect(cat.state.term).toBe(1);
  });
});

describe("elections", () => {
  test("a node votes once in a term, for the first that asks", () => {
    const bench = new Bench(three);
    const request = { kind: "request vote", term: 1, lastIndex: 0, lastTerm: 0, pre: false } as const;
    bench.hear("ann", "bob", request).sync("ann").hear("ann", "cat", request).hear("ann", "bob", request);
    expect(bench.packets).toEqual([
      { from: "ann", to: "bob", message: { kind: "vote", term: 1, granted: true, pre: false } },
      { from: "ann", to: "cat", message: { kind: "vote", term: 1, granted: false, pre: false } },
      { from: "ann", to: "bob", message: { kind: "vote", term: 1, granted: true, pre: false } },
    ]);
  });

  test.each([
    ["ends in an earlier term", { lastIndex: 9, lastTerm: 1 }, false],
    ["is shorter", { lastIndex: 1, lastTerm: 2 }, false],
    ["is the same", { lastIndex: 2, lastTerm: 2 }, true],
    ["is longer", { lastIndex: 3, lastTerm: 2 }, true],
    ["ends in a later term", { lastIndex: 1, lastTerm: 3 }, true],
  ])("whether a vote is granted to one whose log %s", (_, log, granted) => {
    const bench = new Bench(three, {}, { ann: { term: 3, terms: [1, 2] } });
    bench.hear("ann", "bob", { kind: "request vote", term: 4, ...log, pre: false }).sync("ann");
    expect(bench.packets.map(({ message }) => message)).toEqual([
      { kind: "vote", term: 4, granted, pre: false } satisfies RaftMessage,
    ]);
  });

  test("no votes of others make a leader whose own vote may still be lost", () => {
    const five = ["ann", "bob", "cat", "dan", "eve"];
    const bench = new Bench(five)
      .tick("ann")
      .settle(...five.slice(1))
      .tick("ann");
    for (const from of ["bob", "cat", "dan"])
      bench.hear("ann", from, { kind: "vote", term: 2, granted: true, pre: false });
    expect(bench.server("ann").state.role).toBe("candidate");
    bench.sync("ann");
    expect(bench.server("ann").state.role).toBe("leader");
  });

  test("a candidate speaks only of entries that a crash cannot take away", () => {
    const bench = new Bench(three)
      .tick("ann")
      .settle(...three)
      .propose("ann", "x")
      .deliver("bob");
    expect(bench.server("bob").state.log.length).toBe(2);
    bench.transcript();
    bench.tick("bob");
    expect(bench.transcript()).toContain("vote for me in term 2? my log ends at 1@1");
  });

  test("a single node elects itself, through pre-vote too, and commits alone", () => {
    const bench = new Bench(["ann"], { preVote: true, checkQuorum: true }).tick("ann").settle("ann");
    bench.propose("ann", "x").settle("ann").read("ann", "p").tick("ann");
    const { role, term, commitIndex } = bench.server("ann").state;
    expect({ role, term, commitIndex }).toEqual({ role: "leader", term: 1, commitIndex: 2 });
    expect(bench.transcript()).toContain("reads p");
  });

  test("with check-quorum, a leader that hears from no majority for the longest election timeout steps down", () => {
    const bench = new Bench(three, { checkQuorum: true }).tick("ann").settle(...three);
    const ann = bench.server("ann");
    bench.read("ann", "p");
    const sinceUs = bench.nowUs;
    while (ann.state.role === "leader") bench.tick("ann");
    expect(bench.nowUs - sinceUs).toBeGreaterThanOrEqual(300_000);
    expect(bench.nowUs - sinceUs).toBeLessThan(400_000);
    expect({ term: ann.state.term, leader: ann.state.leader }).toEqual({ term: 1, leader: null });
    expect(bench.transcript()).toContain("refuses to read p");
  });

  test("without check-quorum, it leads for ever", () => {
    const bench = new Bench(three).tick("ann").settle(...three);
    for (let beat = 0; beat < 100; beat++) bench.tick("ann");
    expect(bench.server("ann").state.role).toBe("leader");
  });

  test("with check-quorum, those who hear a leader ignore candidates; without it they do not", () => {
    const terms = [true, false].map((checkQuorum) => {
      const bench = new Bench(three, { checkQuorum }).tick("ann").settle(...three);
      bench.hear("bob", "cat", { kind: "request vote", term: 7, lastIndex: 9, lastTerm: 1, pre: false });
      return bench.server("bob").state.term;
    });
    expect(terms).toEqual([1, 7]);
  });
});

describe("replication", () => {
  // Paper, figure 7: the log of a leader at the beginning of term 8, and those of followers that it may find.
  const leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  const followers: Record<string, readonly number[]> = {
    a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
    b: [1, 1, 1, 4],
    c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    e: [1, 1, 1, 4, 4, 4, 4],
    f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  };
  const names = ["leader", ...Object.keys(followers)];
  const pasts: Record<string, Past> = Object.fromEntries([
    ["leader", { term: 7, terms: leader }],
    ...Object.entries(followers).map(([name, terms]) => [name, { term: 7, terms }]),
  ]);

  test.each([1, 2, 64])("all logs of figure 7 become the leader's, with %i entries in a message", (maxBatch) => {
    const bench = new Bench(names, { maxBatch }, pasts).tick("leader").settle(...names);
    bench.tick("leader").settle(...names);
    const logs = names.map((name) => bench.server(name).state.log.map(({ term }) => term));
    expect(logs).toEqual(names.map(() => [...leader, 8]));
    expect(names.map((name) => bench.server(name).state.commitIndex)).toEqual(names.map(() => 11));
  });

  test("one rejection is enough to find where any log of figure 7 parts from the leader's", () => {
    const rejections = Object.keys(followers).map((name) => {
      const bench = new Bench(["leader", name], {}, pasts).tick("leader").settle("leader", name);
      return bench.transcript().match(/perhaps not at \d+@\d+/g);
    });
    expect(rejections).toEqual([
      ["perhaps not at 9@6"],
      ["perhaps not at 4@4"],
      null,
      null,
      ["perhaps not at 7@4"],
      ["perhaps not at 10@3"],
    ]);
  });

  test("an entry of an earlier term is not committed by counting it (figure 8)", () => {
    const five = ["s1", "s2", "s3", "s4", "s5"];
    const past = (term: number, ...terms: number[]) => ({ term, terms });
    // Figure 8 (c): s1 was leader in term 2, crashed, and leads again in term 4; s5 led term 3 meanwhile.
    const story = (flaw?: "counts old terms") => {
      const pasts = { s1: past(3, 1, 2), s2: past(2, 1, 2), s3: past(2, 1), s4: past(2, 1), s5: past(3, 1, 3) };
      const bench = new Bench(five, { maxBatch: 1, ...(flaw === undefined ? {} : { flaw }) }, pasts);
      bench.tick("s1").sync("s1").deliver("s2", "s3", "s4").sync("s2").sync("s3").sync("s4").deliver("s1");
      // The entry of term 2 reaches a majority; the no-op of term 4 does not.
      bench.deliver("s2", "s3").sync("s2").sync("s3").deliver("s1").deliver("s3").sync("s3").deliver("s1");
      const { role, term, commitIndex, progress } = bench.server("s1").state;
      expect({ role, term, replicated: progress.filter(({ match }) => match >= 2).length }).toEqual({
        role: "leader",
        term: 4,
        replicated: 2,
      });
      return commitIndex;
    };
    expect([story(), story("counts old terms")]).toEqual([0, 2]);
  });

  test("a fault-free decision takes 2(n-1) messages", () => {
    for (const count of [1, 2, 3, 4, 5, 7, 10]) {
      const names = Array.from({ length: count }, (_, at) => `n${at + 1}`);
      const bench = new Bench(names).tick("n1").settle(...names);
      bench.transcript();
      bench.propose("n1", "x").settle(...names);
      expect(bench.transcript().match(/ {4}to /g)?.length ?? 0).toBe(2 * (count - 1));
      expect(bench.server("n1").state.commitIndex).toBe(2);
    }
  });

  test("a late append of an earlier term is answered with nothing but the later term", () => {
    const bench = new Bench(three, {}, { ann: { term: 2, terms: [1] } });
    const late = { term: 1, previousIndex: 1, previousTerm: 1, entries: [], commitIndex: 0, round: 7 };
    bench.hear("ann", "bob", { kind: "append entries", ...late });
    expect(bench.packets.map(({ message }) => message)).toEqual([{ kind: "outdated", term: 2 }]);
    // Else bob, if it led term 2 by now, could take it for a confirmation of its reads.
    bench.deliver("bob");
    expect(bench.server("bob").state.term).toBe(2);
  });

  test("what was lost is sent again after a heartbeat, as often as it takes", () => {
    const bench = new Bench(["ann", "bob"]).tick("ann").settle("ann", "bob").propose("ann", "x").sync("ann");
    for (let lost = 0; lost < 3; lost++) {
      bench.packets = [];
      // The answer to the heartbeat makes it send the entry again.
      bench.tick("ann").deliver("bob").deliver("ann");
      expect(bench.packets.map(({ message }) => message)).toMatchObject([{ entries: [{ command: "x" }] }]);
    }
    bench.settle("ann", "bob");
    expect(bench.server("ann").state.commitIndex).toBe(2);
  });

  test("no message carries more than `maxBatch` entries", () => {
    const terms = Array<number>(10).fill(1);
    const bench = new Bench(three, { maxBatch: 3 }, { ann: { term: 1, terms } }).tick("ann").settle(...three);
    const batches = bench.transcript().match(/append .* after/g) ?? [];
    expect(Math.max(...batches.map((batch) => batch.split(",").length))).toBe(3);
    expect(bench.server("bob").state.log).toEqual(bench.server("ann").state.log);
  });

  test("an old append cuts off nothing that matches", () => {
    const bench = new Bench(three)
      .tick("ann")
      .settle(...three)
      .propose("ann", "x")
      .deliver("bob");
    const old = { term: 1, previousIndex: 0, previousTerm: 0, commitIndex: 0, round: 0 };
    bench.hear("bob", "ann", { kind: "append entries", ...old, entries: [{ term: 1, command: null }] });
    expect(bench.server("bob").state.log.length).toBe(2);
  });

  test("a conflict cuts the log on disk before entries are added, and what is cut is no longer durable", () => {
    const bench = new Bench(three, {}, { bob: { term: 3, terms: [1, 1, 3, 3] } });
    const append = { term: 4, previousIndex: 1, previousTerm: 1, commitIndex: 0, round: 0 };
    bench.hear("bob", "ann", { kind: "append entries", ...append, entries: [{ term: 2, command: "x" }] });
    expect(bench.server("bob").state.durableIndex).toBe(1);
    expect(bench.transcript()).toMatchInlineSnapshot(`
      "bob hears from ann
          write 1: term 4, vote for nobody, log cut to 1, x@2"
    `);
  });
});

describe("durability", () => {
  test("an acknowledgement waits for all syncs before it, and an end of an earlier sync does not release it", () => {
    const bench = new Bench(three);
    const bob = bench.server("bob");
    const append = (previousIndex: number, previousTerm: number) => {
      const entries = [{ term: 1, command: `x${previousIndex + 1}` }];
      bench.hear("bob", "ann", {
        ...{ kind: "append entries", term: 1, previousIndex, previousTerm, entries, commitIndex: 0, round: 0 },
      } as RaftMessage);
    };
    append(0, 0);
    append(1, 1);
    expect(bench.packets).toEqual([]);
    bob.persisted(1, bench.nowUs);
    expect(bob.ready().messages.map(({ message }) => message)).toEqual([
      { kind: "appended", term: 1, matchIndex: 1, round: 0 },
    ]);
    expect(bob.state.durableIndex).toBe(1);
    bob.persisted(2, bench.nowUs);
    expect(bob.ready().messages.map(({ message }) => message)).toEqual([
      { kind: "appended", term: 1, matchIndex: 2, round: 0 },
    ]);
  });

  test("the end of a sync makes nothing durable that was cut off meanwhile", () => {
    const bench = new Bench(three);
    const append = (term: number, previousIndex: number, previousTerm: number, terms: readonly number[]) =>
      ({
        kind: "append entries",
        ...{ term, previousIndex, previousTerm, commitIndex: 0, round: 0 },
        entries: terms.map((one) => ({ term: one, command: "x" })),
      }) as const;
    bench.hear("bob", "ann", append(1, 0, 0, [1, 1, 1])).hear("bob", "cat", append(2, 1, 1, [2]));
    const bob = bench.server("bob");
    bob.persisted(1, bench.nowUs);
    expect({ durable: bob.state.durableIndex, length: bob.state.log.length }).toEqual({ durable: 1, length: 2 });
    bob.persisted(2, bench.nowUs);
    expect(bob.state.durableIndex).toBe(2);
  });

  test("a heartbeat that finds writes under way is answered after them", () => {
    const bench = new Bench(three)
      .tick("ann")
      .settle(...three)
      .propose("ann", "x")
      .deliver("bob")
      .tick("ann");
    bench.transcript();
    bench.deliver("bob");
    expect(bench.transcript()).toBe("bob hears from ann");
    bench.sync("bob");
    expect(bench.transcript()).toContain("same up to 2");
  });
});
