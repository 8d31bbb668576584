import { formatInstant } from "../kernel/time.js";
import type { Report } from "../simulation/report.js";
import type { Simulation } from "../simulation/simulation.js";
import { MaelstromDirector } from "./director.js";
import type { NodeState } from "./node.js";

const mostOfNode = 3;

/** What somebody who reads the results should know as well: bad lines, replies that are none, faults without effect. */
export function warningsOf(simulation: Simulation, report: Report): readonly string[] {
  const { director } = simulation;
  const exceptions = director instanceof MaelstromDirector ? director.exceptions : [];
  return [
    ...report.reasons.filter((reason) => reason.startsWith("limits.")),
    ...report.nodes
      .filter(({ status }) => status === "crashed" || status === "stopped")
      .map(({ name, status, reason }) => `${name} is ${status} at the end: ${reason}`),
    ...simulation.world.nodes.flatMap(({ name, state }) => complaintsOf(name, state as Partial<NodeState>)),
    ...exceptions
      .slice(0, mostOfNode)
      .map(
        ({ node, client, atUs, request, problem }) =>
          `${node} answered ${request} of ${client} at ${formatInstant(atUs)} by no good reply: ${problem}`,
      ),
    ...report.nodes.flatMap(({ name, refused = [] }) => refused.map((what) => `${name} asked for ${what}`)),
    ...report.faults
      .filter(({ effects }) => effects === 0)
      .map(({ text, beganUs }) => `the fault "${text}" of ${formatInstant(beganUs)} had no effect`),
  ];
}

function complaintsOf(name: string, { complaints = [], complained = 0 }: Partial<NodeState>): readonly string[] {
  const told = complaints
    .slice(0, mostOfNode)
    .map(({ atUs, line, problem }) => `a line of ${name} at ${formatInstant(atUs)} ${problem}: ${line}`);
  return complained > told.length ? [...told, `${name} printed ${complained - told.length} more such lines`] : told;
}
