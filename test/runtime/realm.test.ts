import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/kernel/refusal.js";
import { betweenGroups } from "../../src/network/scope.js";
import type { DrainMethod } from "../../src/node/microtasks.js";
import { simulated } from "../../src/runtime/builtin.js";
import { type NodeProgramOptions, type NodeProgramState, program } from "../../src/runtime/program.js";
import { scenario } from "../../src/scenario/scenario.js";
import { run } from "../../src/simulation/run.js";
import { Rig, type RigOptions } from "../support/rig.js";

const start = (name: string, options: NodeProgramOptions = {}) => program(`./programs/${name}`, options);

/** The wire of a realm as a module, in place of one of Node's. */
const wire = simulated(({ host }) => ({
  listen(channel: string, listener: Receive, returned?: Receive) {
    host.hold(channel);
    host.listen(channel, listener, returned);
  },
  send: (to: string, channel: string, body: unknown) => host.send(to, channel, body, "segment"),
}));
type Receive = (body: unknown, from: string) => void;
const wired = { builtins: { dgram: wire } };

describe("a real program", () => {
  test("is the same run again, whatever drains its promises, and another one from another seed", async () => {
    const play = async (method: DrainMethod, seed: number) => {
      const busy = start("busy.mjs", { inspect: "state" });
      const rig = new Rig({ ann: busy, bob: busy }, { seed, thorough: true });
      const lines: string[] = [];
      rig.cluster.recorder = { event() {}, effect: (effect) => effect.kind === "log" && lines.push(effect.text) };
      await rig.play("1m", method);
      return {
        lines,
        digest: String(rig.cluster.digest),
        contents: String(rig.cluster.contents),
        ann: rig.state("ann"),
      };
    };
    const once = await play("in place", 1);
    expect(once.lines.length).toBeGreaterThan(100);
    expect(await play("in place", 1)).toEqual(once);
    expect(await play("event loop", 1)).toEqual(once);
    expect((await play("in place", 2)).digest).not.toBe(once.digest);
  });

  test("shares neither modules nor globals with others, and starts afresh after a crash", async () => {
    const counter = start("counter.ts", { inspect: "state", env: { HOME: "/" } });
    const rig = new Rig({ ann: counter, bob: counter });
    rig.at("5s", () => rig.machine("ann").crash("pulled the plug")).at("6s", () => rig.machine("ann").revive());
    await rig.play("10s");
    const fresh = { starts: 1, marks: 1, patched: 1, env: "1", path: null };
    expect([rig.state("ann"), rig.state("bob")]).toEqual([fresh, fresh]);
    expect(([] as { shared?: number }).shared).toBeUndefined();
    expect(rig.lifecycle.filter((change) => change.startsWith("ann"))).toEqual(["ann up", "ann crashed", "ann up"]);
  });

  test("has of the language what libraries take for granted, on every Node", async () => {
    const rig = new Rig({ ann: start("newer.mjs", { inspect: "state" }) });
    await rig.play("1s");
    const groups = { odd: [1, 3], even: [2] };
    const made = { list: [2, 4], items: ["a0", "b1"], own: true };
    expect(rig.state("ann")).toEqual({ resolved: 1, tried: 3, failed: "no", groups, keys: [1, 2], made });
  });

  test("draws its keys from the seed of its node", async () => {
    const keys = async (seed: number) => {
      const rig = new Rig(
        { ann: start("keys.mjs", { inspect: "state" }), bob: start("keys.mjs", { inspect: "state" }) },
        { seed },
      );
      await rig.play("1s");
      return [rig.state("ann"), rig.state("bob")];
    };
    const once = await keys(1);
    expect(await keys(1)).toEqual(once);
    const all = [...once, ...(await keys(2))].map((state) => JSON.stringify(state));
    expect(new Set(all).size).toBe(4);
  });

  test("is asked for its state after events of its own only, and after each of them", async () => {
    const seen: object[] = [];
    let looks = 0;
    await run(
      scenario({
        title: "asked",
        duration: "5s",
        nodes: { ann: start("asked.mjs", { inspect: "state" }), bob: start("busy.mjs") },
        always: {
          "it is looked at": ({ node }) => {
            looks++;
            if (node.ann.state !== seen.at(-1)) seen.push(node.ann.state);
            return true;
          },
        },
      }),
      { seed: 1 },
    );
    expect(looks).toBeGreaterThan(50);
    // After each of its four events.
    expect(seen).toEqual([0, 1, 2, 3].map((rounds) => ({ rounds })));
  });

  test("talks to others over the links of the cluster", async () => {
    const rig = echo();
    await rig.play("1s");
    expect(rig.state("client")).toEqual({ answers: ["ONE", "TWO"] });
    expect(rig.machine("client").status).toBe("up");
  });

  test("hears nothing through a partition", async () => {
    const rig = echo();
    rig.cut(betweenGroups(2, [[0], [1]]));
    await rig.play("1s");
    expect(rig.state("client")).toEqual({ answers: [] });
  });

  test("learns that nobody listens from a machine that lives, and nothing from one that does not", async () => {
    const client = start("refused-client.mjs", { ...wired, inspect: "state" });
    const rig = new Rig({
      client,
      deaf: start("clock.mjs"),
      ended: start("alike/order.mjs"),
      dead: start("clock.mjs"),
    });
    rig.at("500ms", () => rig.machine("dead").crash("pulled the plug"));
    await rig.play("2s");
    expect(rig.state("client")).toEqual({
      returned: ["hello deaf from deaf at 1002", "hello ended from ended at 1002"],
    });
  });

  test("fails with a stack of its own files only, in their lines", async () => {
    const rig = new Rig({ ann: start("fails.ts") });
    await rig.play("1s");
    const [failure] = rig.failures;
    expect([failure?.node, failure?.atUs]).toEqual(["ann", 250_000]);
    const { message, stack } = failure!.error;
    expect(message).toBe("TypeError: Cannot read properties of undefined (reading 'id')");
    expect(stack.replaceAll(/\(?\/.*\//g, "")).toBe(
      [message, "    at handle fails.ts:6:17)", "    at fails.ts:9:18"].join("\n"),
    );
  });

  test("is refused before the run, with file and line, if it cannot be bundled", () => {
    expect(() => start("broken.ts")).toThrow(Refusal);
    expect(() => start("broken.ts")).toThrow(/programs\/broken\.ts:2:24: Unexpected ";"/);
    expect(() => start("missing.ts")).toThrow("programs/missing.ts: there is no such file");
  });

  test("may look at what is refused, but not call it; the report tells, though the program says nothing", async () => {
    const { nodes } = await run(
      scenario({ title: "refusals", duration: "2s", nodes: { ann: start("refuses.mjs", { inspect: "seen" }) } }),
      { seed: 42 },
    );
    expect(nodes[0]?.refused?.map((line) => line.replaceAll(/\/\S*\//g, ""))).toEqual([
      "child_process.spawn, at refuses.mjs:9:27: start another node in the scenario",
      "worker_threads.Worker, at refuses.mjs:8:1: start another node in the scenario",
      "vm.Script, at refuses.mjs:9:67",
      "http2.connect, at refuses.mjs:9:99: use http or https",
      "process.chdir, at refuses.mjs:9:136",
    ]);
    const rig = new Rig({ ann: start("refuses.mjs", { inspect: "seen" }) });
    await rig.play("1s");
    const refusals = Array(5).fill("ERR_NOT_SIMULATED true");
    expect(rig.state("ann")).toEqual([true, true, ":status", "function", "function", ...refusals]);
  });

  test("finds on its disk after a crash what it had synced, and nothing else", async () => {
    const disk = simulated(({ host }) => ({
      append: (file: string, record: unknown) => host.disk.append(file, record),
      sync: () => new Promise<void>((resolve) => host.syncDisk(resolve)),
      read: (file: string) => host.disk.readFile(file),
    }));
    const rig = new Rig({ ann: start("keeps.mjs", { inspect: "state", builtins: { fs: disk } }) });
    rig.at("1s", () => rig.machine("ann").crash("pulled the plug")).at("2s", () => rig.machine("ann").revive());
    await rig.play("3s");
    const records = [{ synced: true }, { synced: true }, { synced: false }];
    expect(rig.state("ann")).toEqual({ starts: { kind: "read", records, damage: null } });
  });

  test("is crashed by an exit code that is not 0, which is no finding, and started again by its supervisor", async () => {
    const rig = new Rig({ ann: start("gives-up.mjs", { inspect: "state" }) }, { machine: { restart: "1s" } });
    await rig.play("3500ms");
    expect([rig.machine("ann").status, rig.machine("ann").reason]).toEqual(["crashed", "it exited with code 1"]);
    await rig.play("5s");
    expect([rig.state("ann"), rig.failures]).toEqual([{ startedMs: 4000 }, []]);
  });

  test("hears signals, and ends by those that it does not listen to", async () => {
    const rig = new Rig({
      ann: start("gives-up.mjs", { args: ["terminate"] }),
      bob: start("gives-up.mjs", { args: ["interrupt"] }),
      cat: start("gives-up.mjs"),
    });
    await rig.play("5s");
    const ended = ["ann", "bob", "cat"].map((name) => [rig.machine(name).status, rig.machine(name).reason]);
    expect(ended).toEqual([
      ["stopped", "it exited with code 0"],
      ["crashed", "it exited with code 130"],
      ["crashed", "it exited with code 1"],
    ]);
    expect(rig.state<NodeProgramState>("ann").stdout).toEqual(["told by SIGTERM 15"]);
    // Of a stack that it prints, those lines are left out that are none of its own.
    const [first, ...frames] = rig.state<NodeProgramState>("cat").stderr;
    expect([first, frames.map((frame) => frame.replace(/\S*\//, ""))]).toEqual([
      "Error: giving up",
      ["    at gives-up.mjs:10:17"],
    ]);
  });

  test("is told to end by SIGTERM, is killed if it takes too long, and then started again", async () => {
    const gentle = start("gives-up.mjs", { inspect: "state" });
    const rig = new Rig({ ann: gentle, bob: gentle });
    for (const name of ["ann", "bob"]) rig.at("1s", () => rig.machine(name).terminate());
    rig.at("1050ms", () => rig.machine("bob").revive()).at("2s", () => rig.machine("ann").revive());
    await rig.play("2500ms");
    expect([rig.state("ann"), rig.state("bob"), rig.failures]).toEqual([{ startedMs: 2000 }, { startedMs: 1050 }, []]);
    expect(rig.lifecycle).toEqual(["ann up", "bob up", "bob crashed", "bob up", "ann stopped", "ann up"]);
  });

  test("shows what can be seen from outside, unless it exports what is to be seen", async () => {
    const rig = echo({ inspect: undefined });
    await rig.play("1s");
    expect(rig.state<NodeProgramState>("client")).toEqual({
      pid: 1001,
      exitCode: null,
      stdout: ["answer ONE 2", "answer TWO 2"],
      stderr: [],
      lines: 2,
      handles: ["echo"],
    });
  });

  test("has a wall clock that skews and jumps, and a monotonic one that does not", async () => {
    const rig = new Rig({ ann: start("clock.mjs", { inspect: "read" }) });
    const error = { offsetUs: 5_000_000, ppm: 0, sinceUs: 0, onEffect() {} };
    rig.at("1500ms", () => rig.machine("ann").clock.add(error));
    await rig.play("2s");
    const epoch = Date.UTC(2026);
    expect(rig.state("ann")).toEqual([
      [epoch + 1000, 1000, 1000],
      [epoch + 7000, 2000, 1000],
    ]);
  });

  test("costs the CPU time of its machine for each event", async () => {
    const rig = new Rig({ ann: start("clock.mjs", { inspect: "read" }) }, { machine: { cpu: "10us" } });
    await rig.play("2001ms");
    expect(rig.state<number[][]>("ann").map(([, monotonic]) => monotonic)).toEqual([1000.02, 2000.03]);
  });
});

function echo({ inspect, ...options }: { inspect?: string | undefined } & RigOptions = { inspect: "state" }): Rig {
  return new Rig(
    {
      server: start("echo-server.mjs", wired),
      client: start("echo-client.mjs", {
        ...wired,
        args: ["server"],
        stdin: "one\ntwo\n",
        ...(inspect === undefined ? {} : { inspect }),
      }),
    },
    options,
  );
}
