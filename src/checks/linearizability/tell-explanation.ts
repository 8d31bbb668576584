import { formatInstant } from "../../kernel/time.js";
import type { Operation } from "../history.js";
import { tellCall, tellOperation, tellValue } from "../tell.js";
import type { Explanation, OpenOperation, StateTried } from "./explanation.js";

const mostLines = 3;
const mostOfOrder = 5;

/** An explanation in lines of text. */
export function tellExplanation(explanation: Explanation): readonly string[] {
  const { subject, fits, completions, fitsUntilUs, stuck, order, states, statesInAll, open } = explanation;
  const until =
    fitsUntilUs === null
      ? `not even the first of ${completions} answered operations to complete fits into an order:`
      : `the first ${fits} of ${completions} answered operations to complete fit into an order, up to ` +
        `${formatInstant(fitsUntilUs)}; the next one fits into none:`;
  return [
    `${subject}: ${until}`,
    `  ${tellOperation(stuck)}`,
    ...(order.length === 0 ? [] : [`one order ${order.length > mostOfOrder ? "ends" : "is"}: ${tellOrder(order)}`]),
    "every order that could make a difference leads to one of these states:",
    ...bounded(states, statesInAll, (state) => tellState(state, stuck)),
    ...(open.length === 0 ? [] : ["open at that time, and no help in any order:"]),
    ...bounded(open, open.length, tellOpen),
  ];
}

function tellOrder(order: readonly Operation[]): string {
  return order
    .slice(-mostOfOrder)
    .map(({ request, outcome, result }) => `${tellCall(request)}${outcome === "ok" ? ` → ${tellValue(result)}` : ""}`)
    .join(", then ");
}

/** What the stuck operation meets in a state. */
export function tellState({ state, after, answer }: StateTried, stuck: Operation): string {
  const cause = after === null ? "from the start" : `after ${tellCall(after.request)} of process ${after.process}`;
  return `${tellValue(state)}, ${cause}: ${tellCall(stuck.request)} would answer ${tellValue(answer)}`;
}

/** What an open operation could do about it. */
export function tellOpen({ operation, wouldAnswer }: OpenOperation): string {
  const why = wouldAnswer === null ? "" : `; it would answer ${tellValue(wouldAnswer.answer)}`;
  return `${tellOperation(operation)}${why}`;
}

function bounded<T>(list: readonly T[], inAll: number, line: (element: T) => string): readonly string[] {
  const lines = list.slice(0, mostLines).map((element) => `  ${line(element)}`);
  return inAll <= lines.length ? lines : [...lines, `  … and ${inAll - lines.length} more`];
}
