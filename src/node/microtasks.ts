/*
 * The one file of the engine that knows the event loop. Programs are async functions, and between two events everything
 * that they have made ready to run must have run. Node has a call that does just that, synchronously and for both its
 * queues; it is undocumented, so it is tested before use, and a slower way through the event loop stands in for it.
 *
 * The call works in a macrotask only. An exception that leaves it (thrown in a `process.nextTick` callback) must not be
 * caught around it, or Node aborts the process: Node takes it at the top, and the run goes on in a new macrotask.
 */

import { eventGuard, isDebugged, type Place } from "./event-guard.js";
import type { FailureOrigin } from "./machine.js";

/** How promises are drained: by a call in place, or by leaving it to the event loop, with the same results. */
export type DrainMethod = "in place" | "event loop";

/** Why a slice has ended: the run is over, time is up, or promises are to be drained by the event loop. */
export type Pause = "over" | "time is up" | "drain";

/** A run, cut into slices so that the event loop can turn in between. */
export interface Sliced {
  /**
   * Goes on until the run is over, or time is up after an event. With a `drain`, calls it after each event that may have
   * left promises behind; without one, pauses after each such event. Throws nothing of its own.
   */
  slice(drain: (() => void) | null, isTimeUp: () => boolean): Pause;
  /** The thread is the run's from now on; or is not any more. */
  begin?(): void;
  end?(): void;
  /** In the event under way, a promise was rejected or a callback threw, and nobody handled it. */
  failed(thrown: unknown, origin: FailureOrigin): void;
  /**
   * The event under way has taken longer than it may, and was ended in the midst of it: so is the run. It may have taken
   * next to no CPU time, if the process was stopped.
   */
  cutShort?(places: readonly Place[], wasStopped: boolean): void;
}

export interface SliceOptions {
  readonly method?: DrainMethod | "best" | undefined;
  /** The longest real time that an event may take. None is ended before its time unless given, or without a drain in place. */
  readonly eventSeconds?: number | undefined;
  /** Whether `cutShort` is told where the event was. */
  readonly locate?: boolean | undefined;
}

// As they are now: a test runner's fake timers, put in place later, would never let a run go on.
const { setImmediate, clearImmediate } = globalThis;
const now = performance.now.bind(performance);

/** How long a slice goes on: signals and screens are not to wait longer. */
const sliceMs = 50;

/** How long what a process has left behind may take that was ended in the midst of an event. */
const leftoverMs = 500;
const mostLeftovers = 10;

/** The longest timeout that Node takes. */
const longestMs = 2 ** 31 - 1;

/** Turns asked of the event loop at once when it does the draining: it drains between any two of them. */
const batch = 512;

/** The end of the run that was asked for last. */
let previous = Promise.resolve();

/**
 * Runs slices, each in a macrotask, until one says that the run is over. Of several runs in one thread each waits for
 * those before it: the event loop is one, and what fails in it could not be told whose it is.
 */
export function runSlices(run: Sliced, options: SliceOptions = {}): Promise<void> {
  previous = previous.then(() => runAlone(run, options));
  return previous;
}

function runAlone(run: Sliced, { method = "best", eventSeconds, locate = false }: SliceOptions): Promise<void> {
  return new Promise((resolve) => {
    let drain: (() => void) | null = null;
    let pause: Pause = "time is up";
    let isCut = false;
    let turns: NodeJS.Immediate[] = [];
    let turnsLeft = 0;
    let stumbled = false;
    let failures: Failures | null = null;
    let untilMs = 0;
    let cpu = { user: 0, system: 0 };

    const arm = () => {
      for (const turn of turns) clearImmediate(turn);
      turnsLeft = drain === null ? batch : 1;
      turns = Array.from({ length: turnsLeft }, () => setImmediate(turn));
    };
    const isTimeUp = () => now() > untilMs;
    const eventMs = Math.min(1_000 * (eventSeconds ?? Number.POSITIVE_INFINITY), longestMs);
    const slice = () => {
      untilMs = now() + sliceMs;
      const isGuarded = drain !== null && eventSeconds !== undefined && failures?.areTaken && !isDebugged();
      if (!isGuarded) return run.slice(drain, isTimeUp);
      cpu = process.cpuUsage();
      const guard = eventGuard();
      if (locate) guard.locate();
      return guard.call(() => run.slice(drain, isTimeUp), eventMs);
    };
    const failed = (thrown: unknown, origin: FailureOrigin) => {
      if (isCut) return;
      if (drain !== null && origin === "thrown" && eventGuard().isTimeout(thrown)) {
        const { user, system } = process.cpuUsage(cpu);
        run.cutShort?.(eventGuard().places(eventMs - sliceMs), user + system < 250 * eventMs);
        pause = "over";
        isCut = true;
        dropLeftovers(drain);
      } else {
        run.failed(thrown, origin);
      }
      // The exception may be unwinding this turn: then the next one is armed here. What is left of Node's queues runs
      // before the run goes on, in a turn given to that.
      stumbled = true;
      if (drain !== null) arm();
    };
    const turn = () => {
      if (turnsLeft === 0) return;
      turnsLeft--;
      if (failures === null) {
        run.begin?.();
        failures = takeFailures(failed);
      }
      const hasStumbled = stumbled;
      stumbled = false;
      if (!hasStumbled) pause = slice();
      // There is what a failure has left; and functions of the scenario may have left something.
      if (!isCut && (hasStumbled || pause !== "drain")) drain?.();
      if (pause === "over") {
        turnsLeft = 0;
        for (const turn of turns) clearImmediate(turn);
        if (drain === null) setImmediate(end);
        else end();
      } else {
        if (drain !== null && pause === "time is up") giveBack();
        if (drain !== null || turnsLeft === 0) arm();
      }
    };
    const giveBack = () => {
      if (failures === null) return;
      failures.giveBack();
      failures = null;
      run.end?.();
    };
    const end = () => {
      giveBack();
      resolve();
    };
    setImmediate(() => {
      if (method !== "event loop") drain = drainInPlace();
      arm();
    });
  });
}

/**
 * Lets what is left in Node's queues come to nothing: their process is gone, and would go on for ever there. Ticks that
 * ticks ask for are not taken up.
 */
function dropLeftovers(drain: () => void): void {
  const { nextTick } = process;
  process.nextTick = () => {};
  let left = true;
  for (let count = 0; left && count < mostLeftovers; count++) {
    try {
      eventGuard().call(drain, leftoverMs);
      left = false;
    } catch {
      // Whatever it is, nobody is there any more whom it would concern.
    }
  }
  process.nextTick = nextTick;
}

/** What Node does about unhandled failures, in the hands of a run. */
interface Failures {
  /** Whether all of them are: one of two kinds may be somebody else's already. */
  readonly areTaken: boolean;
  giveBack(): void;
}

function takeFailures(failed: (thrown: unknown, origin: FailureOrigin) => void): Failures {
  const rejected = (reason: unknown, promise: Promise<unknown>) => failed(reason, promise);
  const others = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", rejected);
  // Otherwise Node warns of it.
  process.on("rejectionHandled", forget);
  const capturing = !process.hasUncaughtExceptionCaptureCallback();
  if (capturing) process.setUncaughtExceptionCaptureCallback((error) => failed(error, "thrown"));
  return {
    areTaken: capturing,
    giveBack() {
      process.removeListener("unhandledRejection", rejected);
      process.removeListener("rejectionHandled", forget);
      for (const other of others) process.on("unhandledRejection", other);
      if (capturing) process.setUncaughtExceptionCaptureCallback(null);
    },
  };
}

function forget(): void {}

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
