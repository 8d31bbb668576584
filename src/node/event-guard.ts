import { Session, url } from "node:inspector";
import { findSourceMap } from "node:module";
import { createContext, Script } from "node:vm";

/*
 * What does not end by itself can be ended from outside by one call of Node's: a script with a timeout, whose execution
 * another thread terminates, whatever it is in the midst of. Nothing catches that on the way, so it must not be done to
 * what is to go on. Where it was is told by a profile, which V8 takes all the time and costs next to nothing.
 */

/** Where a thread was: a place in a script, as far as it is known. */
export interface Place {
  /** What the script is called: a file, or the name that it was compiled under. */
  readonly script: string;
  /** Counted from 1. */
  readonly line: number;
  /** The function around it; empty for one without a name. */
  readonly within: string;
}

/** Calls functions that may not end. */
class EventGuard {
  /** Whether something is being called: what is called from within ends with that. */
  isBusy = false;
  private readonly surroundings: { call: () => unknown } = { call: nothing };
  private readonly context = createContext(this.surroundings);
  private readonly script = new Script("call()");
  private profiler: Session | null = null;
  private profiledSinceMs = Number.NEGATIVE_INFINITY;

  /** Calls a function, which is ended after so many milliseconds: then `isTimeout` is true of what is thrown. */
  call<T>(act: () => T, timeout: number): T {
    const { surroundings, context, script } = this;
    surroundings.call = act;
    this.isBusy = true;
    try {
      return script.runInContext(context, { timeout, displayErrors: false }) as T;
    } finally {
      this.isBusy = false;
      // Or it would hold on to the run that was played last.
      surroundings.call = nothing;
    }
  }

  isTimeout(thrown: unknown): boolean {
    return (thrown as { readonly code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
  }

  /** From now on it is known where the thread is. */
  locate(): void {
    const nowMs = now();
    if (nowMs - this.profiledSinceMs < longestProfileMs) return;
    try {
      if (this.profiler === null) {
        this.profiler = new Session();
        this.profiler.connect();
        this.profiler.post("Profiler.enable");
        this.profiler.post("Profiler.setSamplingInterval", { interval: 1_000 * sampleMs });
      } else {
        this.profiler.post("Profiler.stop");
      }
      this.profiler.post("Profiler.start");
    } catch {
      // A Node without an inspector knows no places.
    }
    this.profiledSinceMs = nowMs;
  }

  /** Where the thread was in the last milliseconds, so many: the functions that it was in most often, each from within. */
  places(lastMs: number): readonly Place[] {
    let places: readonly Place[] = [];
    this.profiler?.post("Profiler.stop", (problem, { profile }) => {
      if (problem === null) places = placesOf(profile as Profile, Math.ceil(lastMs / sampleMs));
    });
    this.profiler?.post("Profiler.start");
    return places;
  }
}

/** Whether somebody may hold the process at a breakpoint: then nothing takes too long. */
export function isDebugged(): boolean {
  return url() !== undefined;
}

let guard: EventGuard | null = null;

/** The guard of this thread, made when it is first needed, since that takes some time. */
export function eventGuard(): EventGuard {
  guard ??= new EventGuard();
  return guard;
}

/** How often it is noted where the thread is, and how long notes are kept. */
const sampleMs = 50;
const longestProfileMs = 60_000;

function nothing(): null {
  return null;
}

// As it is now: a test runner's fake timers stand still.
const now = performance.now.bind(performance);

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

function placesOf({ nodes, samples = [] }: Profile, last: number): readonly Place[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  const counts = new Map<number, number>();
  for (const sample of samples.slice(-last)) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  const innermost = [...counts].sort(([, one], [, other]) => other - one);
  return innermost.flatMap(([sample]) => {
    const stack: ProfileNode[] = [];
    for (let node = byId.get(sample); node !== undefined; node = parents.get(node.id)) stack.push(node);
    return stack.filter(({ callFrame }) => callFrame.url !== "").map(placeOf);
  });
}

/** The line at which a function was met most often; that of its beginning if it was only ever met in what it calls. */
function placeOf({ callFrame, positionTicks = [] }: ProfileNode): Place {
  const { functionName, url, lineNumber } = callFrame;
  const [most] = positionTicks.toSorted((one, other) => other.ticks - one.ticks);
  const place = { script: url, line: most?.line ?? lineNumber + 1, within: functionName };
  const entry = findSourceMap(url)?.findEntry(place.line - 1, 1_000);
  if (entry === undefined || !("originalSource" in entry)) return place;
  return { ...place, script: entry.originalSource, line: entry.originalLine + 1 };
}
