import { describe, expect, expectTypeOf, test } from "vitest";
import { Seed } from "../../../src/kernel/random.js";
import { lan } from "../../../src/network/presets.js";
import { betweenGroups, oneWay } from "../../../src/network/scope.js";
import type { DiskError } from "../../../src/node/disk.js";
import { FailStop } from "../../../src/node/fail-stop.js";
import type { Process, StateOf } from "../../../src/node/process.js";
import { predicateOf } from "../../../src/node/property.js";
import { type KeyValueRequest, keyValue, type Value } from "../../../src/objects/key-value.js";
import { hasLeader } from "../../../src/protocols/raft/properties.js";
import { type RaftNodeState, raft } from "../../../src/protocols/raft/raft.js";
import { Play, type PlaySpec } from "./play.js";

const ok = (value: unknown) => ({ kind: "ok", value });
const healthy = predicateOf(hasLeader);

/** A cluster that has played for a second, and has one leader. */
function elected(spec: PlaySpec = {}) {
  const play = new Play(spec).until("1s");
  expect(play.leaders.length).toBe(1);
  const [leader] = play.leaders;
  const followers = play.cluster.names.filter((name) => name !== leader);
  return { play, leader, followers };
}

describe("a cluster", () => {
  test("elects a leader, whom all follow", () => {
    const { play, leader } = elected();
    expect(play.cluster.names.map((name) => play.state(name).leader)).toEqual(Array(5).fill(leader));
    expect(healthy(play.views)).toBe(true);
  });

  test("executes the same requests in the same order everywhere, and the leader answers", () => {
    const { play, leader } = elected({ network: lan() });
    const requests = [
      keyValue.put("x", 1),
      keyValue.get("x"),
      keyValue.cas("x", 1, 2),
      keyValue.get("x"),
      keyValue.put("y", 3),
    ];
    requests.forEach((request, at) => {
      play.at(`${1100 + 10 * at}ms`, () => play.ask(leader, request));
    });
    play.until("2s");
    expect(play.answers).toEqual([null, 1, true, 2, null].map(ok));
    for (const { state } of play.views.nodes) {
      expect(Object.fromEntries(state.contents)).toEqual({ x: 2, y: 3 });
      expect(state.log.map(({ command }) => command)).toEqual([null, requests[0], requests[2], requests[4]]);
    }
  });

  test("executes a thousand requests through a network that loses, doubles and reorders", () => {
    const { play } = elected({ network: { ...lan(), loss: 0.05, duplicate: 0.05, reorder: 0.05 } });
    for (let number = 0; number < 1_000; number++) {
      play.at(`${1000 + number * 5}ms`, () => play.ask(play.leaders[0], keyValue.put("x", number)));
    }
    play.until("10s");
    const answered = play.answers.filter((answer) => answer?.kind === "ok").length;
    expect(answered).toBeGreaterThan(900);
    expect(play.views.nodes.map(({ state }) => state.contents.get("x"))).toEqual(Array(5).fill(999));
  });

  test("refuses where it does not lead, and names the leader", () => {
    const { play, leader, followers } = elected();
    play.ask(followers[0], keyValue.get("x"));
    play.until("2s");
    const reason = `${followers[0]} does not lead`;
    expect(play.answers).toEqual([{ kind: "refused", reason, instead: leader }]);
  });

  test("goes on without a minority, and not without a majority", () => {
    const { play, leader, followers } = elected();
    play.machine(leader).crash("broken");
    play.until("2s").ask(play.leaders[0], keyValue.put("x", 1));
    play.until("3s");
    expect([play.answers, healthy(play.views)]).toEqual([[ok(null)], true]);
    for (const name of followers.slice(0, 2)) play.machine(name).crash("broken");
    play.until("5s");
    expect(healthy(play.views)).toEqual({ because: "no node leads a majority", nodes: [] });
    for (const name of [leader, followers[0]]) play.machine(name).revive();
    play.until("6s");
    expect(healthy(play.views)).toBe(true);
  });

  test("without a majority, what was asked is answered when there is one again", () => {
    const { play, leader, followers } = elected({ options: { checkQuorum: false } });
    const mend = play.cut(betweenGroups(6, [play.numbers(leader), play.numbers(...followers.slice(0, 3))]));
    play.ask(leader, keyValue.put("x", 1));
    play.until("1.1s");
    expect(play.answers).toEqual([null]);
    mend();
    play.until("2s");
    expect(play.answers).toEqual([ok(null)]);
  });

  test("a leader that is cut off refuses its reads, and answers no write that may still take effect", () => {
    const { play, leader, followers } = elected();
    const mend = play.cut(betweenGroups(6, [play.numbers(leader), play.numbers(...followers)]));
    play.ask(leader, keyValue.put("x", 1));
    play.ask(leader, keyValue.get("x"));
    play.until("3s");
    const lostRead = { kind: "refused", reason: `${leader} leads no more` };
    expect(play.answers).toEqual([null, lostRead]);
    expect(followers).toContain(play.leaders[0]);
    // Another entry takes its place: now it is certain that it has no effect.
    mend();
    play.until("5s");
    expect(play.answers).toEqual([{ kind: "refused", reason: "another leader's entry took its place" }, lostRead]);
  });

  test("an idle minute costs its heartbeats, and few timers", () => {
    const { play } = elected();
    const before = play.cluster.queue.taken;
    play.until("61s");
    const heartbeats = 60_000 / 50;
    const perHeartbeat = (play.cluster.queue.taken - before) / heartbeats;
    // Four heartbeats, four answers, a timer of the leader; and a timer of each follower now and then.
    expect(perHeartbeat).toBeGreaterThan(9);
    expect(perHeartbeat).toBeLessThan(11);
  });

  test("is the same run again from the same seed, and another from another", () => {
    const digest = (seed: number) => elected({ seed, network: lan() }).play.cluster.digest.toString();
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });
});

describe("pre-vote and check-quorum", () => {
  const nodes = ["n1", "n2", "n3", "n4", "n5"];

  /** Howard and Abraham, "Raft does not guarantee liveness in the face of network faults" (2020). */
  test("keep one leader where n4 hears only n2 and n5 only n3; without them none lasts", () => {
    const connected = ["n1n2", "n1n3", "n2n3", "n2n4", "n3n5"];
    const isConnected = (from: string, to: string) => connected.includes(from < to ? from + to : to + from);
    const pairs = nodes.flatMap((from) =>
      nodes.filter((to) => to !== from && !isConnected(from, to)).map((to) => [from, to]),
    );
    const links = Object.fromEntries(pairs.map(([from, to]) => [`${from}>${to}`, { loss: 1 }]));
    const terms = ([true, false] as const).map((on) => {
      const play = new Play({ nodes, network: { links }, options: { preVote: on, checkQuorum: on } }).until("5s");
      const { term } = play.state("n2");
      return play.until("25s").state("n2").term - term;
    });
    expect(terms[0]).toBe(0);
    expect(terms[1]).toBeGreaterThan(20);
  });

  test("depose a leader that cannot hear; without them it leads for ever and commits nothing", () => {
    const outcome = ([true, false] as const).map((on) => {
      const { play, leader, followers } = elected({ options: { preVote: on, checkQuorum: on } });
      play.cut(oneWay(6, play.numbers(...followers), play.numbers(leader)));
      play.until("3s").ask(play.leaders[0], keyValue.put("x", 1));
      play.until("4s");
      return { deposed: play.leaders[0] !== leader, answers: play.answers };
    });
    expect(outcome).toEqual([
      { deposed: true, answers: [ok(null)] },
      { deposed: false, answers: [null] },
    ]);
  });
});

describe("a disk", () => {
  const nodes = ["ann", "bob", "cat"];
  const error = (kind: DiskError["kind"], amount = 1): DiskError => {
    return { kind, amount, random: new Seed(1).stream("disk error"), onEffect: () => {} };
  };

  test("keeps what was acknowledged when all nodes crash at once", () => {
    const { play, leader } = elected();
    play.ask(leader, keyValue.put("x", 1));
    play.until("2s");
    for (const machine of play.cluster.machines) machine.crash("power cut");
    for (const machine of play.cluster.machines) machine.revive();
    play.until("3s").ask(play.leaders[0], keyValue.get("x"));
    play.until("4s");
    expect(play.answers).toEqual([null, 1].map(ok));
  });

  test("that tore the last record loses it, which nobody was told of", () => {
    const { play, leader } = elected({ nodes, machine: { disk: { sync: "20ms" } } });
    const { length } = play.state(leader).log;
    play.at("1.1s", () => play.ask(leader, keyValue.put("x", 1)));
    play.until("1.11s").machine(leader).crash("power cut", true);
    expect(play.machine(leader).disk.readFile("log")).toMatchObject({ damage: { cause: "torn", at: length } });
    play.machine(leader).revive();
    play.until("1.14s");
    expect(play.state(leader).log.length).toBe(length);
    play.until("3s");
    expect(healthy(play.views)).toBe(true);
    expect(play.failures).toEqual([]);
  });

  test("that has only cached what its process wrote before it died is synced before the next one relies on it", () => {
    const { play, leader, followers } = elected({ nodes, machine: { disk: { sync: "20ms" }, restart: "1ms" } });
    const [follower] = followers;
    play.at("1.1s", () => play.ask(leader, keyValue.put("x", 1)));
    play.at("1.11s", () => play.machine(follower).fail(new FailStop("killed")));
    play.until("1.12s");
    expect(play.state(follower).log.length).toBe(0);
    play.until("1.15s");
    const { log, durableIndex } = play.state(follower);
    expect([log.length, durableIndex]).toEqual([2, 2]);
  });

  test.each([
    ["is full", error("fillDisk"), "its disk is full"],
    ["was damaged at rest", error("flipBits"), "record 1 of its hard state is damaged"],
    ["cannot be read", error("failReads"), "its hard state cannot be read"],
  ])("that %s stops its node, on purpose", (_, diskError, reason) => {
    const { play, leader } = elected({ nodes });
    const machine = play.machine(leader);
    machine.disk.add(diskError);
    if (diskError.kind === "fillDisk") {
      play.ask(leader, keyValue.put("x", 1));
    } else {
      machine.crash("power cut");
      machine.revive();
    }
    play.until("3s");
    expect({ status: machine.status, reason: machine.reason, failures: play.failures }).toEqual({
      status: "crashed",
      reason,
      failures: [],
    });
    expect(healthy(play.views)).toBe(true);
  });

  test("that cannot be read now and then is read again", () => {
    const { play, leader } = elected({ nodes });
    const machine = play.machine(leader);
    machine.disk.add(error("failReads", 0.5));
    machine.crash("power cut");
    machine.revive();
    expect(play.until("3s").views.correct.length).toBe(3);
  });
});

describe("types", () => {
  test("requests and states are those of the object", () => {
    const process = raft(keyValue);
    expectTypeOf(process).toExtend<Process<RaftNodeState<KeyValueRequest, Value>, KeyValueRequest>>();
    expectTypeOf<StateOf<typeof process>>().toEqualTypeOf<RaftNodeState<KeyValueRequest, Value>>();
    expect(process.roles).toEqual(["follower", "pre-candidate", "candidate", "leader"]);
  });
});
