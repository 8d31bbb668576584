import { assert } from "../../kernel/assert.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { History, Operation } from "../history.js";
import type { Transitions } from "./transitions.js";

/**
 * The operations on one key, as the search wants them. An answered operation is known by its place in the order of
 * completion; a crashed one, which is one of unknown outcome, by its place in the order of invocation.
 */
export interface Partition {
  readonly key: string | undefined;
  readonly answered: readonly Operation[];
  /** Of each answered operation: its request, what it answered, and whether such an answer leaves every state as it is. */
  readonly request: Int32Array;
  readonly result: Int32Array;
  readonly isRead: Uint8Array;
  /** Of each answered operation: a number that no other one has that is open at the same time. */
  readonly slot: Int32Array;
  readonly slots: number;
  /**
   * `open[openFrom[i]]` to `open[openFrom[i + 1] - 1]` are the answered operations that are open when i completes, in
   * order of completion: i itself is the first.
   */
  readonly open: Int32Array;
  readonly openFrom: Int32Array;
  readonly crashed: readonly Operation[];
  readonly crashedRequest: Int32Array;
  /** Of each crashed operation: the last one before it with an equal request, or -1. */
  readonly crashedTwin: Int32Array;
  /** How many crashed operations were invoked before answered operation i completed. */
  readonly crashedBefore: Int32Array;
}

/**
 * The operations of each key, in order of the first appearance of the keys. What failed had no effect, and a read of
 * unknown outcome neither had one nor saw anything: they are left out.
 */
export function byKey(
  history: History,
  object: SequentialObject,
): ReadonlyMap<string | undefined, readonly Operation[]> {
  const groups = new Map<string | undefined, Operation[]>();
  for (const operation of history) {
    const { outcome, request } = operation;
    if (outcome === "failed" || (outcome === "unknown" && object.isRead(request))) continue;
    const key = object.key?.(request);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [operation]);
    else group.push(operation);
  }
  return groups;
}

export function partition(
  key: string | undefined,
  operations: readonly Operation[],
  object: SequentialObject,
  transitions: Transitions,
): Partition {
  const invoked = [...operations].sort((a, b) => a.invokedAt - b.invokedAt);
  const completions = [...invoked.keys()]
    .filter((place) => invoked[place].outcome === "ok")
    .sort((a, b) => invoked[a].completedAt - invoked[b].completedAt);
  const answered = completions.map((place) => invoked[place]);
  const crashed = invoked.filter(({ outcome }) => outcome === "unknown");
  const requestOf = ({ request }: Operation) => transitions.requests.numberOf(request);
  const crashedRequest = new Int32Array(crashed.map(requestOf));
  return {
    key,
    answered,
    request: new Int32Array(answered.map(requestOf)),
    result: new Int32Array(answered.map(({ result }) => transitions.results.numberOf(result))),
    isRead: new Uint8Array(answered.map((operation) => Number(object.isRead(operation.request, operation.result)))),
    ...overlaps(invoked, completions),
    crashed,
    crashedRequest,
    crashedTwin: lastEqual(crashedRequest),
  };
}

/** What is open when each answered operation completes. */
function overlaps(invoked: readonly Operation[], completions: readonly number[]) {
  const idOf = new Int32Array(invoked.length).fill(-1);
  for (const [id, place] of completions.entries()) idOf[place] = id;
  const slot = new Int32Array(completions.length);
  const openFrom = new Int32Array(completions.length + 1);
  const crashedBefore = new Int32Array(completions.length);
  const open: number[] = [];
  const openNow: number[] = [];
  const freeSlots: number[] = [];
  let slots = 0;
  let crashed = 0;
  let next = 0;
  for (let id = 0; id < completions.length; id++) {
    const { completedAt } = invoked[completions[id]];
    for (; next < invoked.length && invoked[next].invokedAt < completedAt; next++) {
      const opened = idOf[next];
      if (opened === -1) {
        crashed += 1;
        continue;
      }
      slot[opened] = freeSlots.pop() ?? slots++;
      let before = openNow.length;
      for (; before > 0 && openNow[before - 1] > opened; before--) openNow[before] = openNow[before - 1];
      openNow[before] = opened;
    }
    for (const other of openNow) open.push(other);
    openFrom[id + 1] = open.length;
    crashedBefore[id] = crashed;
    const completed = openNow.shift();
    assert(completed === id, "an answered operation is invoked before it completes");
    freeSlots.push(slot[id]);
  }
  return { slot, slots, open: new Int32Array(open), openFrom, crashedBefore };
}

/** For each element the place of the last equal one before it, or -1. */
function lastEqual(list: Int32Array): Int32Array {
  const latest = new Map<number, number>();
  return list.map((element, place) => {
    const last = latest.get(element) ?? -1;
    latest.set(element, place);
    return last;
  });
}
