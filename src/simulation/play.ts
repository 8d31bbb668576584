import { type DrainMethod, runSlices } from "../node/microtasks.js";
import type { Simulation } from "./simulation.js";

/** Events between two turns of the event loop: few enough for signals and screens to stay alive. */
const eventsPerSlice = 20_000;

export interface PlayOptions {
  readonly drain?: DrainMethod | "best";
  /** Stops after the event at which this holds; to the end of the run unless given. */
  readonly until?: (simulation: Simulation) => boolean;
}

/** Plays a run to its end, or until something holds; rejects with what a function of the scenario threw. */
export async function play(simulation: Simulation, { drain, until }: PlayOptions = {}): Promise<void> {
  await playAll([simulation], drain, () => until?.(simulation) ?? false);
}

/** Plays runs in step with each other, an event of each in turn, until all are over or `until` holds after a round. */
export async function playAll(
  simulations: readonly Simulation[],
  method: DrainMethod | "best" | undefined,
  until: () => boolean,
): Promise<void> {
  let turn = 0;
  let underWay = false;
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
  const isOver = () => simulations.every(({ over }) => over);
  await runSlices(
    {
      slice(drain) {
        for (let events = 0; events < eventsPerSlice; events++) {
          if (underWay) {
            underWay = false;
            simulation().conclude();
            turn = (turn + 1) % simulations.length;
            if (turn === 0 && (isOver() || hasCome())) return true;
          }
          const mustDrain = simulation().perform();
          underWay = true;
          if (!mustDrain) continue;
          if (drain === null) return false;
          drain();
        }
        return false;
      },
      failed: (thrown, origin) => simulation().failed(thrown, origin),
    },
    method,
  );
  thrown.push(...simulations.flatMap((each) => (each.thrown === null ? [] : [each.thrown])));
  if (thrown.length > 0) throw thrown[0];
}
