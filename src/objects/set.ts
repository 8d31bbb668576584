import type { SequentialObject } from "./sequential-object.js";
import { compareValues, placeOf, type Value } from "./value.js";

export type SetRequest =
  | { readonly kind: "add" | "remove" | "contains"; readonly element: Value }
  | { readonly kind: "read" };

interface SequentialSet extends SequentialObject<readonly Value[], SetRequest, boolean | readonly Value[]> {
  add(element: Value): SetRequest;
  remove(element: Value): SetRequest;
  contains(element: Value): SetRequest;
  read(): SetRequest;
}

/**
 * Values, each of them once. `add` and `remove` answer whether they changed anything, as those of java.util.Set do;
 * `contains` whether the value is there; `read` all values: null, false, true, numbers, strings, in that order.
 */
export const set: SequentialSet = {
  name: "set",
  initial: [],
  apply(state, request) {
    if (request.kind === "read") return { state, result: state };
    const { kind, element } = request;
    const place = placeOf(state, element);
    const isThere = place < state.length && compareValues(state[place], element) === 0;
    if (kind === "contains") return { state, result: isThere };
    if (isThere === (kind === "add")) return { state, result: false };
    return { state: kind === "add" ? state.toSpliced(place, 0, element) : state.toSpliced(place, 1), result: true };
  },
  isRead: ({ kind }, result) => kind === "contains" || kind === "read" || result === false,
  add: (element) => ({ kind: "add", element }),
  remove: (element) => ({ kind: "remove", element }),
  contains: (element) => ({ kind: "contains", element }),
  read: () => ({ kind: "read" }),
};
