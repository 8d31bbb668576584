import type { SequentialObject } from "./sequential-object.js";
import { type Item, placeOf } from "./value.js";

type BagRequest =
  | { readonly kind: "enqueue"; readonly value: Item }
  /** Takes this value; with null, finds nothing; without, takes any value. */
  | { readonly kind: "dequeue"; readonly value?: Item | null };

/**
 * After each segment but the last, somebody took an item of this or of an earlier segment, and nobody knows which.
 * Within a segment, items are sorted.
 */
type Segments = readonly (readonly Item[])[];

/**
 * Items without order, for judging: `dequeue` says which item was taken, and answers it if it could be. Where an item was
 * taken that nobody saw, the choice is left open: it only has to remain possible, and it does (Hall 1935) as long as
 * there are as many items in the first segments, for each number of these, as were taken after them.
 */
export const bag: SequentialObject<Segments, BagRequest, Item | null> = {
  name: "queue",
  initial: [[]],
  apply(state, request) {
    if (request.kind === "enqueue") return { state: with_(state, request.value), result: null };
    const isEmpty = state.length === 1 && state[0].length === 0;
    if (request.value === undefined) return { state: isEmpty ? state : settled([...state, []]), result: null };
    if (request.value === null) return { state, result: isEmpty ? null : state.flat()[0] };
    const after = without(state, request.value);
    return after === null ? { state, result: null } : { state: after, result: request.value };
  },
  isRead: (request, result) => request.kind === "dequeue" && request.value !== undefined && result === null,
};

function with_(state: Segments, item: Item): Segments {
  const last = state[state.length - 1];
  return state.with(-1, last.toSpliced(placeOf(last, item), 0, item));
}

/** Takes the newest of equal items, for the older ones leave more choice; null if none can be taken. */
function without(state: Segments, item: Item): Segments | null {
  for (let at = state.length - 1; at >= 0; at--) {
    const segment = state[at];
    const place = placeOf(segment, item);
    if (segment[place] === item) return settled(state.with(at, segment.toSpliced(place, 1)));
  }
  return null;
}

/** Drops first segments of which every item was taken: nothing is open about them. */
function settled(state: Segments): Segments {
  let items = 0;
  let closed = 0;
  for (let at = 0; at + 1 < state.length; at++) {
    items += state[at].length;
    if (items === at + 1) closed = at + 1;
  }
  return closed === 0 ? state : state.slice(closed);
}
