import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { describe, expect, test, vi } from "vitest";
import { runSlices } from "../../src/node/microtasks.js";
import { program } from "../../src/node/process.js";
import { type BusyRun, playBusily } from "../support/busy.js";
import { Rig } from "../support/rig.js";

/** The busy programs as one script of CommonJS that can be run anywhere; it ends in the given lines. */
function busyScript(lines: string): string {
  const [file] = buildSync({
    stdin: {
      contents: `import { playBusily } from "./busy.js";\n${lines}`,
      resolveDir: fileURLToPath(new URL("../support", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
  }).outputFiles;
  return file!.text;
}

const reference = await playBusily("in place");

describe("draining promises", () => {
  test("in place, by the event loop, or as is best: the same run, to the last message and state", async () => {
    expect(reference.failures).toBeGreaterThan(20);
    expect(reference.events).toBeGreaterThan(3_000);
    expect(await playBusily("event loop")).toEqual(reference);
    expect(await playBusily("best")).toEqual(reference);
  });

  test("is the same run again when it is started from inside a promise, a microtask or a tick", async () => {
    const started = await Promise.all([
      Promise.resolve().then(() => playBusily("in place")),
      new Promise<BusyRun>((resolve) => queueMicrotask(() => resolve(playBusily("in place")))),
      new Promise<BusyRun>((resolve) => process.nextTick(() => resolve(playBusily("in place")))),
      new Promise<BusyRun>((resolve) => setTimeout(() => resolve(playBusily("in place")))),
    ]);
    for (const run of started) expect(run).toEqual(reference);
  });

  test("keeps runs apart that go on at the same time, whatever drains each", async () => {
    const runs = await Promise.all([
      playBusily("in place"),
      playBusily("event loop"),
      playBusily("in place"),
      playBusily("event loop"),
    ]);
    for (const run of runs) expect(run).toEqual(reference);
  });

  test("is not disturbed by what else the process is doing", async () => {
    let turns = 0;
    const ticker = setInterval(() => turns++, 1);
    let over = false;
    const chatter = (async () => {
      while (!over) {
        await null;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const run = await playBusily("in place");
    over = true;
    await chatter;
    clearInterval(ticker);
    expect(run).toEqual(reference);
  });

  test("works in a worker thread, by either method", async () => {
    const script = busyScript(`
      import { parentPort } from "node:worker_threads";
      (async () => parentPort!.postMessage([await playBusily("in place"), await playBusily("event loop")]))();
    `);
    const worker = new Worker(script, { eval: true });
    const runs = await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
    });
    await worker.terminate();
    expect(runs).toEqual([reference, reference]);
  });

  test.each([
    "--no-warnings",
    "--unhandled-rejections=strict",
    "--unhandled-rejections=none",
    "--throw-deprecation --pending-deprecation",
  ])("works in a process of its own, started with %s", (flags) => {
    const script = busyScript(`
      (async () => process.stdout.write(JSON.stringify([await playBusily("best"), await playBusily("event loop")])))();
    `);
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags.split(" "), "-"], {
      input: script,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual([reference, reference]);
  });

  test("goes on under a test runner's fake timers", async () => {
    vi.useFakeTimers({ toFake: ["setImmediate", "clearImmediate", "setTimeout", "setInterval", "Date"] });
    try {
      expect(await playBusily("in place", 1)).toEqual(await playBusily("event loop", 1));
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("slices of a run", () => {
  test("let the event loop turn in between", async () => {
    let slices = 0;
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await runSlices({
      slice: () => {
        const until = performance.now() + 5;
        while (performance.now() < until);
        return ++slices === 20 ? "over" : "time is up";
      },
      failed: () => {},
    });
    clearInterval(count);
    expect([slices, turns > 3]).toEqual([20, true]);
  });

  test("give back the listeners of failures that others have, and call none of them meanwhile", async () => {
    const calls: unknown[] = [];
    const foreign = (thrown: unknown) => calls.push(thrown);
    const before = process.rawListeners("unhandledRejection");
    process.on("unhandledRejection", foreign);
    try {
      for (const method of ["in place", "event loop"] as const) {
        const listeners = process.rawListeners("unhandledRejection");
        await playBusily(method, 1);
        expect(process.rawListeners("unhandledRejection")).toEqual(listeners);
        expect(process.hasUncaughtExceptionCaptureCallback()).toBe(false);
      }
    } finally {
      process.removeListener("unhandledRejection", foreign);
    }
    expect(calls).toEqual([]);
    expect(process.rawListeners("unhandledRejection")).toEqual(before);
  });

  test("leave to others the failures that are theirs, once the run is over", async () => {
    const script = busyScript(`
      (async () => {
        const run = await playBusily("best", 1);
        process.stdout.write(String(run.failures > 0));
        Promise.reject(new Error("somebody else's"));
      })();
    `);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-"], { input: script, encoding: "utf8" });
    expect([status, stdout, stderr.includes("somebody else's")]).toEqual([1, "true", true]);
  });

  test("end with a limit that a program runs into, even if the program would swallow it", async () => {
    for (const method of ["in place", "event loop"] as const) {
      const greedy = program(async (cx) => {
        for (;;) {
          try {
            for (let n = 0; n < 100; n++) cx.send("ann", n);
          } catch {
            // It goes on as if nothing had been.
          }
          await cx.sleep("1ms");
          cx.send("bob", "x");
        }
      });
      const idle = program(async (cx) => cx.sleep("1000d"));
      const rig = new Rig(
        { ann: idle, bob: idle, greedy },
        { network: { latency: "1h" }, limits: { pending: 50_000 } },
      );
      await expect(rig.play("1000d", method)).rejects.toThrow("limits.pending (50000) was reached");
    }
  });
});
