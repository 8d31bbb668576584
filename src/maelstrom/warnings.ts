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
      // What a node failed by is told in full.
      .filter(
        ({ reason }) =>
          !report.errors.some(({ message }) => reason?.endsWith(message) || message.endsWith(`${reason}`)),
      )
      .map(({ name, status, reason, saidLast }) =>
        [`${name} has ${status}`, reason, ...(saidLast === undefined ? [] : [saidLast])].join(": "),
      ),
    ...simulation.world.nodes.flatMap(({ name, state }) => complaintsOf(name, state as Partial<NodeState>)),
    ...exceptions
      .slice(0, mostOfNode)
      .map(
        ({ node, client, atUs, request, problem }) =>
          `${node} answered ${request} of ${client} at ${formatInstant(atUs)} by no good reply: ${problem}`,
      ),
    ...report.nodes.flatMap(({ name, refused = [] }) => refused.map((what) => `${name} asked for ${what}`)),
    ...report.nodes.flatMap(({ name, leaks = [] }) => leaks.map((what) => `${name} reached what is real: ${what}`)),
    ...idleFaults(report.faults),
  ];
}

/** One row is told by itself, and many in one line: programs that do not talk to one another feel no partition at all. */
function idleFaults(faults: Report["faults"]): readonly string[] {
  const idle = faults.filter(({ effects }) => effects === 0);
  if (idle.length === 0) return [];
  const [{ text, beganUs }] = idle;
  const first = `"${text}" of ${formatInstant(beganUs)}`;
  return [
    idle.length === 1
      ? `the fault ${first} had no effect`
      : `${idle.length} of ${faults.length} faults had no effect, the first ${first}: no message was in their way`,
  ];
}

function complaintsOf(name: string, { complaints = [], complained = 0 }: Partial<NodeState>): readonly string[] {
  const told = complaints
    .slice(0, mostOfNode)
    .map(({ atUs, line, problem }) => `a line of ${name} at ${formatInstant(atUs)} ${problem}: ${line}`);
  return complained > told.length ? [...told, `${name} printed ${complained - told.length} more such lines`] : told;
}
