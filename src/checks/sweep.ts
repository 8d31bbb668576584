import type { History, Operation } from "./history.js";

/** What is done at each event of a history. */
export interface Visitor {
  invoked?(operation: Operation, place: number): void;
  /** Not called for what never completed. */
  completed?(operation: Operation, place: number): void;
}

/**
 * Goes through the invocations and completions of a history in their order. `history` is in order of invocation; what
 * is open meanwhile waits in a heap, so that it takes n log p for p operations open at a time.
 */
export function sweep(history: History, visitor: Visitor): void {
  const open: number[] = [];
  const before = (a: number, b: number) => history[a].completedAt < history[b].completedAt;
  const take = (): number => {
    const [first] = open;
    const last = open.pop() as number;
    if (open.length > 0) sink(open, last, before);
    return first;
  };
  for (let place = 0; place < history.length; place++) {
    const operation = history[place];
    while (open.length > 0 && history[open[0]].completedAt < operation.invokedAt) {
      const done = take();
      visitor.completed?.(history[done], done);
    }
    visitor.invoked?.(operation, place);
    if (operation.completedAt < Number.POSITIVE_INFINITY) rise(open, place, before);
  }
  while (open.length > 0) {
    const done = take();
    visitor.completed?.(history[done], done);
  }
}

type Before = (a: number, b: number) => boolean;

function rise(heap: number[], item: number, before: Before): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(item, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}

/** Puts an item in the place of the first one, and then where it belongs. */
function sink(heap: number[], item: number, before: Before): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child += 1;
    if (!before(heap[child], item)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}
