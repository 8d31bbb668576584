import { describe, expect, test } from "vitest";
import type { Delay } from "../../src/kernel/time.js";
import type { NetworkSpec } from "../../src/network/network.js";
import { betweenGroups, type Scope } from "../../src/network/scope.js";
import { type NodeProgramState, program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";

const start = (name: string, ...args: string[]) => program(`./programs/net/${name}.mjs`, { args });
const counting = (name: string, ...args: string[]) => program(`./programs/net/${name}.mjs`, { args, inspect: "state" });

const printed = (rig: Rig, node: string) => rig.state<NodeProgramState>(node).stdout;

/** A word a second from ann to bob. */
const steady = (bob = "echo") =>
  new Rig({ ann: start("steady", "bob", "30"), bob: start(bob) }, { network: { latency: "10ms" } });

/** Cuts links from one instant to another. */
function cutFor(rig: Rig, scope: Scope, from: Delay, to: Delay): void {
  rig.at(from, () => {
    const heal = rig.cut(scope);
    rig.at(to, heal);
  });
}

const apart = betweenGroups(2, [[0], [1]]);

describe("a connection", () => {
  test.each<[what: string, network: NetworkSpec]>([
    ["loss", { latency: ["1ms", "5ms"], loss: 0.2 }],
    ["much loss", { latency: ["1ms", "5ms"], loss: 0.35 }],
    ["packets that overtake others", { latency: ["1ms", "50ms"], reorder: 0.3 }],
    ["copies and damage of what is no segment", { latency: "1ms", duplicate: 0.5, corrupt: 0.5 }],
    ["little bandwidth", { latency: "1ms", bandwidth: 100_000, queue: 100_000 }],
    ["all of it", { latency: ["1ms", "80ms"], loss: 0.2, reorder: 0.2, duplicate: 0.2, bandwidth: 1_000_000 }],
  ])("gives every byte once, in order, in spite of %s", async (_, network) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const rig = new Rig({ ann: start("talker", "bob", "300000"), bob: start("echo") }, { network, seed });
      await rig.play("10m");
      expect(printed(rig, "ann")).toEqual(["300000 the same", "closed"]);
      expect(printed(rig, "bob")).toEqual(["1 closed 300000"]);
    }
  });

  test("makes a writer wait for who does not read, with no more on its way than there is room for", async () => {
    const rig = new Rig({ ann: start("talker", "bob", "2000000"), bob: start("echo") });
    await rig.play("10m");
    expect(printed(rig, "ann")).toEqual(["2000000 the same", "closed"]);
  });

  test("meets silence in a partition, and goes on after it", async () => {
    const rig = steady();
    cutFor(rig, apart, "3500ms", "20s");
    await rig.play("20s");
    expect(printed(rig, "ann")).toEqual(["0 s connected"]);
    await rig.play("60s");
    const words = Array.from({ length: 30 }, (_, word) => word).join(" ");
    expect(printed(rig, "ann")).toEqual(["0 s connected", "32 s ended", `32 s closed, heard ${words}`]);
  });

  test("is given up after a quarter of an hour of silence", async () => {
    const rig = steady();
    cutFor(rig, apart, "3500ms", "1d");
    await rig.play("1h");
    const [, failed, closed] = printed(rig, "ann");
    expect(failed).toMatch(/^\d+ s read ETIMEDOUT$/);
    expect(Number.parseInt(failed, 10)).toBeGreaterThan(800);
    expect(Number.parseInt(failed, 10)).toBeLessThan(1100);
    expect(closed).toMatch(/closed, heard 0 1 2$/);
  });

  test("is not to be had through a partition, which takes 127 seconds to find out", async () => {
    const rig = steady();
    rig.cut(apart);
    await rig.play("1h");
    expect(printed(rig, "ann")).toEqual(["127 s connect ETIMEDOUT 10.0.0.2:80", "127 s closed, heard "]);
  });

  test("is reset by a machine that has crashed and come back, and knows nothing of it", async () => {
    const rig = steady();
    rig.at("3500ms", () => rig.machine("bob").crash("pulled the plug")).at("10s", () => rig.machine("bob").revive());
    await rig.play("9s");
    expect(printed(rig, "ann")).toEqual(["0 s connected"]);
    await rig.play("60s");
    expect(printed(rig, "ann")).toEqual([
      "0 s connected",
      expect.stringMatching(/^1\d s read ECONNRESET$/),
      expect.stringMatching(/closed, heard 0 1 2$/),
    ]);
  });

  test("is ended by a process that exits, and later words to it are refused by its machine", async () => {
    const rig = steady("leaves");
    await rig.play("60s");
    expect(printed(rig, "ann")).toEqual(["0 s connected", "4 s ended", expect.stringMatching(/^4 s closed, heard $/)]);
    expect(rig.machine("bob").status).toBe("stopped");
  });

  test("is refused by the machine of a process that has exited", async () => {
    const rig = new Rig({ ann: start("steady", "bob"), bob: start("talker", "nobody", "0") });
    await rig.play("10s");
    expect(printed(rig, "bob")).toEqual(["error getaddrinfo ENOTFOUND nobody", "closed"]);
    expect(printed(rig, "ann")).toEqual(["0 s connect ECONNREFUSED 10.0.0.2:80", "0 s closed, heard "]);
  });

  test("that asks whether the other end is still there finds out in seconds that it is not", async () => {
    const rig = new Rig({ ann: start("watchful", "bob"), bob: start("echo") });
    rig.at("10s", () => rig.machine("bob").crash("pulled the plug"));
    await rig.play("1m");
    expect(printed(rig, "ann")).toEqual(["20 s read ETIMEDOUT"]);
  });

  test("is to itself as well, at once", async () => {
    const rig = new Rig({ ann: start("talker", "localhost", "1000"), bob: start("echo") });
    await rig.play("1s");
    expect(printed(rig, "ann")).toEqual(["error connect ECONNREFUSED 127.0.0.1:80", "closed"]);
  });
});

describe("a datagram", () => {
  interface Heard {
    readonly [node: string]: { readonly times: number; readonly address: string; readonly name: string };
  }
  const crier = program("./programs/net/crier.mjs", { inspect: "heard" });
  const hear = async (network: NetworkSpec) => {
    const rig = new Rig({ ann: crier, bob: crier, cat: crier }, { network });
    await rig.play("10s");
    expect(rig.failures).toEqual([]);
    return rig.state<Heard>("bob");
  };

  test("reaches all nodes if it is meant for all", async () => {
    expect(await hear({ latency: "1ms" })).toEqual({
      ann: { times: 100, address: "10.0.0.1", name: "ann" },
      bob: { times: 100, address: "10.0.0.2", name: "bob" },
      cat: { times: 100, address: "10.0.0.3", name: "cat" },
    });
  });

  test("may be lost, arrive twice, or be damaged beyond recognition", async () => {
    const lossy = await hear({ latency: "1ms", loss: 0.5 });
    expect(lossy.ann.times).toBeGreaterThan(20);
    expect(lossy.ann.times).toBeLessThan(80);
    expect(lossy.bob.times).toBe(100);
    expect((await hear({ latency: "1ms", duplicate: 1 })).ann.times).toBe(200);
    const damaged = await hear({ latency: "1ms", corrupt: 1, checksums: false });
    expect(damaged.bob?.times).toBe(100);
    expect(damaged.ann?.times ?? 0).toBeLessThan(100);
    expect(Object.keys(damaged).length).toBeGreaterThan(3);
  });
});

describe("an http server and its clients", () => {
  const play = async (seed: number) => {
    const rig = new Rig(
      { web: counting("web"), ann: counting("browser", "web", "50"), bob: counting("browser", "web", "70") },
      { network: { latency: ["1ms", "10ms"], loss: 0.05 }, seed, thorough: true },
    );
    cutFor(rig, betweenGroups(3, [[0], [1]]), "10s", "20s");
    rig.at("30s", () => rig.machine("web").crash("pulled the plug")).at("35s", () => rig.machine("web").revive());
    rig.at("45s", () => rig.machine("bob").crash("pulled the plug")).at("50s", () => rig.machine("bob").revive());
    await rig.play("60s");
    const states = ["web", "ann", "bob"].map((node) => rig.state<Record<string, number>>(node));
    return { digest: String(rig.cluster.digest), contents: String(rig.cluster.contents), states, thrown: rig.thrown };
  };

  test("live through cuts, loss and crashes, and do the same again from the same seed", async () => {
    const once = await play(1);
    expect(once.thrown).toBeNull();
    const [web, ann, bob] = once.states;
    expect(web.served).toBeGreaterThan(300);
    expect(ann.answered).toBeGreaterThan(500);
    expect(ann.reused).toBeGreaterThan(ann.answered / 2);
    expect(ann.SLOW).toBeGreaterThan(5);
    expect(bob.answered).toBeGreaterThan(50);
    expect(await play(1)).toEqual(once);
    expect((await play(2)).digest).not.toBe(once.digest);
  });

  test("part well when the server exits in the midst of a request", async () => {
    const rig = new Rig({ web: start("quits"), ann: counting("browser", "web", "500") });
    await rig.play("3s");
    expect(rig.machine("web").status).toBe("stopped");
    expect(rig.state("ann")).toEqual({ answered: 0, reused: 0, ECONNRESET: 1, ECONNREFUSED: 4 });
  });

  test("wait as long as Node does: a server for a request, and fetch for a connection", async () => {
    const rig = new Rig({ web: counting("web"), ann: start("waits", "web"), bob: start("waits", "web") });
    cutFor(rig, betweenGroups(3, [[0], [2]]), "1s", "20s");
    await rig.play("5m");
    // The server looks every half minute at who has not said a word for a minute.
    const late = "90 s HTTP/1.1 408 Request Timeout";
    expect(printed(rig, "ann")).toEqual(["2 s fetched 200", late]);
    expect(printed(rig, "bob")).toEqual(["12 s UND_ERR_CONNECT_TIMEOUT", late]);
  });
});

test("a server that never listened has no connections to close", async () => {
  const rig = new Rig({ ann: start("unheard") });
  await rig.play("1s");
  expect(rig.failures).toEqual([]);
  expect(printed(rig, "ann")).toEqual(["ERR_SERVER_NOT_RUNNING"]);
});
