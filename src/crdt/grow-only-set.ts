import { compareElements, type Element, type GrowRequest, isElement, type SetResult } from "./element.js";
import type { Mergeable } from "./mergeable.js";

/** The elements, in order. */
export type GrowOnlyState = readonly Element[];

export interface GrowOnlyUpdate {
  readonly element: Element;
}

interface GrowOnlySet extends Mergeable<GrowOnlyState, GrowRequest, SetResult, GrowOnlyUpdate> {
  add(element: Element): GrowRequest;
  read(): GrowRequest;
}

/** A set from which nothing is ever removed: merging is union. */
export const growOnlySet: GrowOnlySet = {
  name: "grow-only set",
  initial: [],
  merge: (a, b) => [...new Set([...a, ...b])].sort(compareElements),
  serve(state, request) {
    if (request.kind === "read") return { result: state, update: null };
    // Somebody else's update may have brought the element already; this replica vouches for what it acknowledges itself.
    return { result: !state.includes(request.element), update: { element: request.element } };
  },
  delta: ({ element }) => [element],
  names: () => [],
  isUpdate: (value): value is GrowOnlyUpdate => isElement((value as GrowOnlyUpdate | null)?.element),
  add: (element) => ({ kind: "add", element }),
  read: () => ({ kind: "read" }),
};
