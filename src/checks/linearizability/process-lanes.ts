import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";
import { none } from "./configurations.js";
import type { Transitions } from "./transitions.js";

/** The operations of a history, process by process. One is known by its place in the order of completion. */
export interface ProcessLanes {
  /** By completion; what is of unknown outcome comes last. */
  readonly operations: readonly Operation[];
  readonly answered: number;
  /** Of each process, its operations in its own order; and how many of the first so many of them were answered. */
  readonly processes: readonly (readonly number[])[];
  readonly answeredBefore: readonly (readonly number[])[];
  /** Of each operation: its process, its place there, its key, its request, and its result, if it was answered. */
  readonly process: readonly number[];
  readonly place: readonly number[];
  /** Of each operation: how many completed before it did, or before it was invoked, if it never completed. */
  readonly due: readonly number[];
  readonly key: readonly number[];
  readonly request: readonly number[];
  readonly result: readonly number[];
  /** Whether what it answered leaves every state as it is. */
  readonly isRead: readonly boolean[];
  readonly keys: number;
}

export function processLanes(
  history: readonly Operation[],
  object: SequentialObject,
  transitions: Transitions,
): ProcessLanes {
  const operations = [...history].sort((a, b) =>
    a.completedAt === b.completedAt ? a.invokedAt - b.invokedAt : a.completedAt - b.completedAt,
  );
  const isAnswered = ({ outcome }: Operation) => outcome === "ok";
  const byInvocation = [...operations.keys()].sort((a, b) => operations[a].invokedAt - operations[b].invokedAt);
  const lanes = new Map<number, number[]>();
  const place = operations.map(() => 0);
  for (const id of byInvocation) {
    const { process } = operations[id];
    const lane = lanes.get(process) ?? [];
    place[id] = lane.push(id) - 1;
    lanes.set(process, lane);
  }
  const answered = operations.filter(isAnswered).length;
  const due = [...operations.keys()];
  for (let id = answered, before = 0; id < operations.length; id++) {
    while (before < answered && operations[before].completedAt < operations[id].invokedAt) before += 1;
    due[id] = before;
  }
  const numbers = new Map([...lanes.keys()].map((process, number) => [process, number]));
  const keys = new Map<string, number>();
  for (const { request } of operations) {
    const key = object.key?.(request) ?? "";
    if (!keys.has(key)) keys.set(key, keys.size);
  }
  return {
    operations,
    answered,
    processes: [...lanes.values()],
    answeredBefore: [...lanes.values()].map((lane) => {
      let answered = 0;
      return [0, ...lane.map((id) => (isAnswered(operations[id]) ? ++answered : answered))];
    }),
    process: operations.map(({ process }) => numbers.get(process)!),
    place,
    due,
    key: operations.map(({ request }) => keys.get(object.key?.(request) ?? "")!),
    request: operations.map(({ request }) => transitions.requests.numberOf(request)),
    result: operations.map((each) => (isAnswered(each) ? transitions.results.numberOf(each.result) : none)),
    isRead: operations.map((each) => isAnswered(each) && object.isRead(each.request, each.result)),
    keys: keys.size,
  };
}
