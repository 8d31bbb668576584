import type { Operation } from "../history.js";
import { tellCall, tellValue } from "../tell.js";
import type { Explanation } from "./explanation.js";

const mostRows = 24;
const longestLabels = [24, 14, 8, 4] as const;
/** The fewest operations that have ended which a picture should show. */
const enough = 6;

/** Where on the line of its process an operation begins and ends; null where that lies outside of the picture. */
export interface Bar {
  readonly operation: Operation;
  /** The request and the answer, after the place in the order, if it has one. */
  readonly label: string;
  from: number | null;
  to: number | null;
}

interface Event {
  readonly bar: Bar;
  readonly at: number;
  readonly isEnd: boolean;
}

/**
 * What is worth seeing of an explanation, in so many columns: time runs left to right, in the order of events and not to
 * scale, and ends where the stuck operation does. As much of what came before is there as there is room for.
 */
export function timeline(explanation: Explanation, columns: number): readonly Bar[] {
  const places = new Map(explanation.order.map((operation, at) => [operation, at + 1]));
  return layout(shown(explanation), places, explanation.stuck, columns);
}

/** The last column that a bar needs. */
export function reach({ from, to, label }: Bar): number {
  return to ?? (from ?? 0) + label.length;
}

/** What can be drawn: what began before the stuck operation ended, in so many rows. */
function shown({ operations, stuck, open }: Explanation): readonly Operation[] {
  const others = [...open.map(({ operation }) => operation), ...operations.toReversed()];
  const processes = new Set([stuck.process]);
  for (const { process } of others) if (processes.size < mostRows) processes.add(process);
  return operations.filter(({ process, invokedAt }) => processes.has(process) && invokedAt < stuck.completedAt);
}

/** The longest labels with which enough is seen; then as much of the past as there is room for. */
function layout(
  operations: readonly Operation[],
  places: ReadonlyMap<Operation, number>,
  stuck: Operation,
  columns: number,
): readonly Bar[] {
  const ends = operations.map(({ completedAt }) => completedAt).filter((at) => at < stuck.completedAt);
  ends.sort((a, b) => b - a);
  let best: readonly Bar[] = [];
  for (const longest of longestLabels) {
    const label = (operation: Operation) =>
      labelOf(operation, places.get(operation), operation === stuck ? longestLabels[0] : longest);
    let past = 0;
    for (; past <= ends.length; past++) {
      const bars = arrange(operations, label, ends[past] ?? Number.NEGATIVE_INFINITY, stuck.completedAt);
      const isTooWide = bars.some((bar) => reach(bar) >= columns);
      if (isTooWide && (past > 0 || longest !== longestLabels[longestLabels.length - 1])) break;
      best = bars;
    }
    if (past > Math.min(enough, ends.length)) break;
  }
  return best;
}

/** Gives each event after a moment a column, from left to right, such that labels fit between beginning and end. */
function arrange(
  operations: readonly Operation[],
  label: (operation: Operation) => string,
  after: number,
  until: number,
): readonly Bar[] {
  const bars = operations
    .filter(({ completedAt }) => completedAt > after)
    .map((operation): Bar => ({ operation, label: label(operation), from: null, to: null }));
  const events = bars
    .flatMap((bar): Event[] => [
      { bar, at: bar.operation.invokedAt, isEnd: false },
      { bar, at: bar.operation.completedAt, isEnd: true },
    ])
    .filter(({ at }) => at > after && at <= until)
    .sort((a, b) => a.at - b.at);
  const rowEnds = new Map<number, number>();
  let column = 0;
  for (const { bar, isEnd } of events) {
    const { process } = bar.operation;
    if (isEnd) {
      bar.to = Math.max(column, (bar.from ?? 0) + bar.label.length + 1);
      rowEnds.set(process, bar.to);
      column = bar.to + 1;
    } else {
      bar.from = Math.max(column, (rowEnds.get(process) ?? -1) + 1);
      column = bar.from + 1;
    }
  }
  return bars;
}

function labelOf({ request, outcome, result }: Operation, place: number | undefined, longest: number): string {
  const answer = outcome === "ok" && result !== null ? `→${tellValue(result)}` : "";
  const label = `${tellCall(request)}${answer}`;
  const number = place === undefined ? "" : `${place}:`;
  return `${number}${label.length > longest ? `${label.slice(0, longest - 1)}…` : label}`;
}
