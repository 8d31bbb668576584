import type { Operation } from "../checks/history.js";
import type { Recording } from "./recording.js";

const known = new WeakMap<Recording, readonly (readonly Operation[])[]>();

/** The operations of each client, in order. A client goes by several process numbers: a new one after each unknown outcome. */
export function operationsByClient(recording: Recording): readonly (readonly Operation[])[] {
  let lists = known.get(recording);
  if (lists === undefined) {
    const count = Math.max(0, recording.peers.length - recording.nodeCount);
    const operations: Operation[][] = Array.from({ length: count }, () => []);
    for (const operation of recording.history) operations[operation.process % count]?.push(operation);
    lists = operations;
    known.set(recording, lists);
  }
  return lists;
}

/** The place of the last operation that was invoked by a step; -1 if none was. */
export function lastInvokedBy(operations: readonly Operation[], step: number): number {
  let low = 0;
  let high = operations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (operations[middle].invokedAt <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
