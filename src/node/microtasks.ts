/*
 * The one file of the engine that knows the event loop. Programs are async functions, and between two events everything
 * that they have made ready to run must have run. Node has a call that does just that, synchronously and for both its
 * queues; it is undocumented, so it is tested before use, and a slower way through the event loop stands in for it.
 *
 * The call works in a macrotask only. An exception that leaves it (thrown in a `process.nextTick` callback) must not be
 * caught around it, or Node aborts the process: Node takes it at the top, and the run goes on in a new macrotask.
 */

import type { FailureOrigin } from "./machine.js";

/** How promises are drained: by a call in place, or by leaving it to the event loop, with the same results. */
export type DrainMethod = "in place" | "event loop";

/** A run, cut into slices so that the event loop can turn in between. */
export interface Sliced {
  /**
   * Goes on for a while; true when the run is over. With a `drain`, calls it after each event that may have left
   * promises behind; without one, returns after each such event. Throws nothing of its own.
   */
  slice(drain: (() => void) | null): boolean;
  /** In the event under way, a promise was rejected or a callback threw, and nobody handled it. */
  failed(thrown: unknown, origin: FailureOrigin): void;
}

// As they are now: a test runner's fake timers, put in place later, would never let a run go on.
const { setImmediate, clearImmediate } = globalThis;

/** Turns asked of the event loop at once when it does the draining: it drains between any two of them. */
const batch = 512;

/** The end of the run that was asked for last. */
let previous = Promise.resolve();

/**
 * Runs slices, each in a macrotask, until one says that the run is over. Of several runs in one thread each waits for
 * those before it: the event loop is one, and what fails in it could not be told whose it is.
 */
export function runSlices(run: Sliced, method: DrainMethod | "best" = "best"): Promise<void> {
  previous = previous.then(() => runAlone(run, method));
  return previous;
}

function runAlone(run: Sliced, method: DrainMethod | "best"): Promise<void> {
  return new Promise((resolve) => {
    let drain: (() => void) | null = null;
    let over = false;
    let turns: NodeJS.Immediate[] = [];
    let turnsLeft = 0;
    let stumbled = false;
    let giveBack: (() => void) | null = null;

    const arm = () => {
      for (const turn of turns) clearImmediate(turn);
      turnsLeft = drain === null ? batch : 1;
      turns = Array.from({ length: turnsLeft }, () => setImmediate(turn));
    };
    const turn = () => {
      if (over) return;
      turnsLeft--;
      giveBack ??= takeFailures((thrown, origin) => {
        run.failed(thrown, origin);
        // The exception may be unwinding this turn: then the next one is armed here. What is left of Node's queues runs
        // before the run goes on, in a turn given to that.
        stumbled = true;
        if (drain !== null) arm();
      });
      if (stumbled) {
        stumbled = false;
        drain?.();
      } else {
        over = run.slice(drain);
      }
      if (over || drain !== null) {
        giveBack();
        giveBack = null;
      }
      if (over) resolve();
      else if (drain !== null || turnsLeft === 0) arm();
    };
    setImmediate(() => {
      if (method !== "event loop") drain = drainInPlace();
      arm();
    });
  });
}

/** Takes over what Node does about unhandled failures, and returns what gives it back. */
function takeFailures(failed: (thrown: unknown, origin: FailureOrigin) => void): () => void {
  const rejected = (reason: unknown) => failed(reason, "unhandledRejection");
  const others = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", rejected);
  const capturing = !process.hasUncaughtExceptionCaptureCallback();
  if (capturing) process.setUncaughtExceptionCaptureCallback((error) => failed(error, "uncaughtException"));
  return () => {
    process.removeListener("unhandledRejection", rejected);
    for (const other of others) process.on("unhandledRejection", other);
    if (capturing) process.setUncaughtExceptionCaptureCallback(null);
  };
}

/** Node's own drain, if this Node has it and it does what it must; to be asked for in a macrotask. */
function drainInPlace(): (() => void) | null {
  const { _tickCallback: drain, throwDeprecation } = process as typeof process & { _tickCallback?: () => void };
  if (typeof drain !== "function" || throwDeprecation) return null;
  const order: string[] = [];
  process.nextTick(() => {
    order.push("tick");
    queueMicrotask(() => {
      order.push("microtask in tick");
      process.nextTick(() => order.push("tick in microtask"));
    });
  });
  queueMicrotask(() => order.push("microtask"));
  drain();
  return order.join() === "tick,microtask,microtask in tick,tick in microtask" ? drain : null;
}
