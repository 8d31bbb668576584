import { availability } from "../checks/availability.js";
import type { Consistency } from "../checks/history.js";
import { durationOf } from "../kernel/time.js";
import type { AnyProcess } from "../node/process.js";
import { besideCaller } from "../runtime/caller.js";
import type { Draw } from "../scenario/draw.js";
import type { Scenario } from "../scenario/scenario.js";
import { finalUs, MaelstromDirector, quietUs } from "./director.js";
import type { LineProgram } from "./line-program.js";
import { timetable } from "./nemesis.js";
import { networkOf } from "./network.js";
import { maelstromNode } from "./node.js";
import { type MaelstromOptions, type MaelstromPlan, readOptions } from "./options.js";
import { realProgram } from "./real-program.js";
import { services } from "./services/services.js";
import { everythingWorked } from "./statistics.js";

/** A run of Maelstrom with a real program as its nodes, to be the default export of a scenario's file. */
export interface MaelstromRun extends MaelstromOptions {
  /** The program: a file in JavaScript or TypeScript, by its path from the file that says so. */
  readonly bin: string;
  /** What comes after the file in `process.argv`. */
  readonly args?: readonly string[];
}

/**
 * A run of Maelstrom as a scenario: its nodes are processes of a real program, which reads messages on stdin and prints
 * messages to stdout. What goes wrong is drawn from the seed. Throws a `Refusal` if there is a mistake in the options.
 */
export function maelstrom({ bin, args = [], ...options }: MaelstromRun): (draw: Draw) => Scenario {
  return maelstromScenario(options, realProgram(besideCaller(maelstrom, bin), args));
}

/** What operations may still take when no more are begun. */
const lastRepliesUs = 5_100_000;

/**
 * A run of Maelstrom as a scenario: nodes that all run one program, services beside them, and clients that do a
 * workload. What the nemesis does is drawn from the seed.
 */
export function maelstromScenario(options: MaelstromOptions, program: LineProgram): (draw: Draw) => Scenario {
  const plan = readOptions(options);
  const { name, workload, nodes, concurrency, latencyDist, latencyMs, nemesis, timeLimitMs } = plan;
  const server = maelstromNode(program, nodes);
  const processes: Record<string, AnyProcess> = {
    ...Object.fromEntries(nodes.map((node) => [node, server])),
    ...services,
  };
  const hasFinals = workload.source(plan).final !== undefined;
  return (draw) => ({
    title: `maelstrom ${name}`,
    duration: durationOf(timeLimitMs * 1000),
    rest: durationOf(lastRepliesUs + (hasFinals ? quietUs + finalUs : 0)),
    nodes: processes,
    network: networkOf(latencyDist, latencyMs),
    workload: { clients: concurrency + nodes.length, direct: (desk) => new MaelstromDirector(plan, desk) },
    faults: timetable(nemesis, nodes, plan.nemesisIntervalMs, timeLimitMs, draw) as Scenario["faults"],
    consistency: checksOf(plan),
  });
}

/** What a run is judged by: the workload's own check comes first, as whoever tells the results relies on. */
function checksOf(plan: MaelstromPlan): readonly Consistency[] {
  const { workload } = plan;
  return [
    workload.check(plan),
    everythingWorked(workload.mayFail ?? []),
    ...(plan.availability === null ? [] : [availability(plan.availability)]),
  ];
}
