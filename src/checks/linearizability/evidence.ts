import { canonical } from "../../kernel/plain.js";
import { formatInstant } from "../../kernel/time.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";
import { onlyRead } from "./partition.js";
import type { Search } from "./search.js";

const mostLines = 3;
const longestValue = 60;

/** Why a search found no order, for a person: where every order ends, in which states, and what was open then. */
export function evidence(search: Search, object: SequentialObject): readonly string[] {
  const { partition, transitions, furthest } = search;
  const { key, answered, crashed, crashedBefore, open, openFrom } = partition;
  const subject = key === undefined ? `the ${object.name}` : `key ${value(key)}`;
  const until =
    furthest === 0
      ? `not even the first of ${answered.length} answered operations to complete fits into an order:`
      : `the first ${furthest} of ${answered.length} answered operations to complete fit into an order, up to ` +
        `${formatInstant(answered[furthest - 1].completedUs)}; the next one fits into none:`;
  const states = [...search.statesAt(furthest)];
  const others = [
    ...Array.from(open.subarray(openFrom[furthest] + 1, openFrom[furthest + 1]), (id) => answered[id]),
    ...crashed.slice(0, crashedBefore[furthest]).reverse(),
  ];

  const describeState = ([state, configuration]: readonly [number, number]) => {
    transitions.next(state, partition.request[furthest]);
    const answer = value(transitions.results.values[transitions.result]);
    const change = search.orderOf(configuration).findLast((operation) => !onlyRead(object, operation));
    const cause = change === undefined ? "from the start" : `after ${call(change)} of process ${change.process}`;
    return `${value(transitions.states.values[state])}, ${cause}: ${call(answered[furthest])} would answer ${answer}`;
  };
  return [
    `${subject}: ${until}`,
    `  ${describe(answered[furthest])}`,
    "every order that could make a difference leads to one of these states:",
    ...bounded(states, describeState),
    ...(others.length === 0 ? [] : ["open at that time, and no help in any order:"]),
    ...bounded(others, describe),
  ];
}

function bounded<T>(list: readonly T[], line: (element: T) => string): readonly string[] {
  const lines = list.slice(0, mostLines).map((element) => `  ${line(element)}`);
  return list.length <= mostLines ? lines : [...lines, `  … and ${list.length - mostLines} more`];
}

function describe(operation: Operation): string {
  const { process, invokedUs, completedUs, outcome, result, node } = operation;
  return outcome === "ok"
    ? `process ${process}: ${call(operation)} answered ${value(result)} by ${node}, ` +
        `${formatInstant(invokedUs)} – ${formatInstant(completedUs)}`
    : `process ${process}: ${call(operation)} of unknown outcome, asked of ${node}, since ${formatInstant(invokedUs)}`;
}

/** A request as a call, as in `put("x", 3)`. */
function call({ request }: Operation): string {
  if (typeof request !== "object" || request === null || !("kind" in request)) return value(request);
  const { kind, ...parts } = request;
  return `${kind}(${Object.values(parts).map(value).join(", ")})`;
}

function value(of: unknown): string {
  const text = canonical(of);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
