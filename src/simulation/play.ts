import { type DrainMethod, runSlices } from "../node/microtasks.js";
import { restoreShared } from "../runtime/shared-objects.js";
import { runStacks } from "../runtime/stacks.js";
import type { Simulation } from "./simulation.js";

/** Most events between two looks at the time; where events take long, it is looked at after each. */
const eventsPerLook = 16;

/** Which run is in the midst of a slice of its events, or was the last to be. */
let underWay: (() => Simulation) | null = null;

/** The run that this thread is in the midst of; null if it is in none. */
export function runUnderWay(): Simulation | null {
  return underWay?.() ?? null;
}

let onlooker: ((simulation: Simulation) => void) | null = null;

/** From now on somebody is told of each run with programs that this thread begins; of several in step, of the first. */
export function watchRuns(told: (simulation: Simulation) => void): void {
  onlooker = told;
}

export interface PlayOptions {
  readonly drain?: DrainMethod | "best";
  /** Stops after the event at which this holds; to the end of the run unless given. */
  readonly until?: (simulation: Simulation) => boolean;
}

/** Plays a run to its end, or until something holds; rejects with what a function of the scenario threw. */
export async function play(simulation: Simulation, { drain, until }: PlayOptions = {}): Promise<void> {
  await playAll([simulation], [drain ?? "best"], () => until?.(simulation) ?? false);
}

/**
 * Plays runs in step with each other, an event of each in turn, until all are over or `until` holds after a round. Each
 * has its own way of draining promises; only if all are drained in place, an event without an end is ended.
 */
export async function playAll(
  simulations: readonly Simulation[],
  methods: readonly (DrainMethod | "best")[],
  until: () => boolean,
): Promise<void> {
  let turn = 0;
  let happening = false;
  const thrown: unknown[] = [];
  const hasCome = () => {
    try {
      return until();
    } catch (error) {
      thrown.push(error);
      return true;
    }
  };
  const simulation = () => simulations[turn];
  if (simulations[0].hasPrograms) onlooker?.(simulations[0]);
  const isOver = () => simulations.every(({ over }) => over);
  await runSlices(
    {
      slice(drain, isTimeUp) {
        let next = 1;
        underWay = simulation;
        for (let events = 0; ; events++) {
          if (happening) {
            happening = false;
            simulation().conclude();
            turn = (turn + 1) % simulations.length;
            if (turn === 0 && (isOver() || hasCome())) return "over";
          }
          if (events >= next) {
            if (isTimeUp()) return "time is up";
            next += Math.min(next, eventsPerLook);
          }
          const mustDrain = simulation().perform();
          happening = true;
          if (!mustDrain) continue;
          if (drain === null || methods[turn] === "event loop") return "drain";
          drain();
        }
      },
      ...runStacks,
      failed: (thrown, origin) => simulation().failed(thrown, origin),
      cutShort: (places, wasStopped) => simulation().cutShort(places, wasStopped),
    },
    {
      method: methods.find((method) => method !== "event loop") ?? "event loop",
      ...(methods.includes("event loop") ? {} : { eventSeconds: simulations[0].plan.limits.eventSeconds }),
      locate: simulations[0].hasPrograms,
    },
  );
  underWay = null;
  restoreShared();
  thrown.push(...simulations.flatMap((each) => (each.thrown === null ? [] : [each.thrown])));
  if (thrown.length > 0) throw thrown[0];
}
