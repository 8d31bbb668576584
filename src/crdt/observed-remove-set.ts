import { compareElements, type Element, isElement, type SetRequest, type SetResult } from "./element.js";
import type { Dot, Mergeable } from "./mergeable.js";
import { hasSeen, joinSeen, type Seen, seenOf } from "./seen.js";

/** An element that is in the set, and the update that added it. */
export interface Entry extends Dot {
  readonly element: Element;
}

export interface ObservedRemoveState {
  /** In order of their dots. */
  readonly entries: readonly Entry[];
  /** All updates that went into this state. What was seen and has no entry has been removed. */
  readonly seen: Seen;
}

/** Adds an element, or none, and takes back earlier updates. */
export interface ObservedRemoveUpdate {
  readonly element: Element | null;
  readonly removes: readonly Dot[];
}

interface ObservedRemoveSet extends Mergeable<ObservedRemoveState, SetRequest, SetResult, ObservedRemoveUpdate> {
  add(element: Element): SetRequest;
  remove(element: Element): SetRequest;
  read(): SetRequest;
}

/**
 * A set in which a remove takes back the adds that its replica has observed, and no others: of a concurrent add and
 * remove, the add wins. It keeps no tombstones: a dot that was seen and has no entry is a removed one.
 * Source: Bieniusa and others, "An optimized conflict-free replicated set" (2012).
 *
 * Should one dot come with two different elements, from a replica that breaks the rules, neither of them stays.
 */
export const observedRemoveSet: ObservedRemoveSet = {
  name: "observed-remove set",
  initial: { entries: [], seen: {} },
  merge: (a, b) => ({ entries: surviving(a, b), seen: joinSeen(a.seen, b.seen) }),
  serve(state, request, by) {
    if (request.kind === "read") return { result: elements(state), update: null };
    const { element } = request;
    const present = state.entries.filter((entry) => entry.element === element);
    const isPresent = present.length > 0;
    if (request.kind === "remove") {
      return { result: isPresent, update: isPresent ? { element: null, removes: present.map(dotOf) } : null };
    }
    // It replaces its own earlier adds only: what others added does not come to depend on this replica.
    const own = present.filter((entry) => entry.by === by);
    return { result: !isPresent, update: { element, removes: own.map(dotOf) } };
  },
  delta({ element, removes }, { by, counter }) {
    return {
      entries: element === null ? [] : [{ element, by, counter }],
      seen: seenOf([...removes, { by, counter }]),
    };
  },
  names: (update) => update.removes,
  isUpdate(value): value is ObservedRemoveUpdate {
    const { element, removes } = (value ?? {}) as ObservedRemoveUpdate;
    return (element === null || isElement(element)) && Array.isArray(removes) && removes.every(isDot);
  },
  add: (element) => ({ kind: "add", element }),
  remove: (element) => ({ kind: "remove", element }),
  read: () => ({ kind: "read" }),
};

/** The elements of the set, each once, in order. */
export function elements({ entries }: ObservedRemoveState): readonly Element[] {
  return [...new Set(entries.map(({ element }) => element))].sort(compareElements);
}

/** The entries that both hold, and those of one that the other has not seen. */
function surviving(a: ObservedRemoveState, b: ObservedRemoveState): readonly Entry[] {
  const kept: Entry[] = [];
  let inA = 0;
  let inB = 0;
  while (inA < a.entries.length || inB < b.entries.length) {
    const fromA = a.entries[inA] as Entry | undefined;
    const fromB = b.entries[inB] as Entry | undefined;
    const order = fromA === undefined ? 1 : fromB === undefined ? -1 : compareDots(fromA, fromB);
    if (order <= 0) inA++;
    if (order >= 0) inB++;
    const entry = (order <= 0 ? fromA : fromB) as Entry;
    const stays = order === 0 ? fromA?.element === fromB?.element : !hasSeen(order < 0 ? b.seen : a.seen, entry);
    if (stays) kept.push(entry);
  }
  return kept;
}

function compareDots(a: Dot, b: Dot): number {
  if (a.by !== b.by) return a.by < b.by ? -1 : 1;
  return a.counter - b.counter;
}

function dotOf({ by, counter }: Entry): Dot {
  return { by, counter };
}

function isDot(value: unknown): value is Dot {
  const { by, counter } = (value ?? {}) as Dot;
  return typeof by === "string" && Number.isSafeInteger(counter) && counter > 0;
}
