import { Refusal } from "../../kernel/refusal.js";
import type { Findings } from "./findings.js";
import { answered, type Ledger, none, outcomes } from "./ledger.js";
import { isScalar, type Scalar } from "./values.js";
import { nameOf, pathOf, tellKey, tellList, tellSeen, tellValue } from "./wording.js";

/** In which order the elements of each list were appended, as far as anybody has seen it. */
export interface ListOrders {
  /** The appends to key k in order are `order[from[k]]` to `order[from[k + 1] - 1]`; -1 where nobody appended what was read. */
  readonly from: Int32Array;
  readonly order: Int32Array;
  /**
   * Of an append: its place in the order of its key, or -1 if nobody saw it. Of an answered read: how many elements of
   * that order it saw, or -1 if it contradicts the order.
   */
  readonly place: Int32Array;
  /** Which transactions took effect: those that were answered, and those of unknown outcome that somebody saw. */
  readonly committed: Uint8Array;
}

/**
 * The order of a key is its longest read without duplicates: every other read must be a prefix of it (Kingsbury & Alvaro
 * 2020, on traceable histories).
 */
export function inferListOrders(ledger: Ledger, findings: Findings): ListOrders {
  const { key, value, owner, writes, lists, columns } = ledger;
  const committed = answered(ledger);
  const place = columns.int32(key.length).fill(none);
  const longest = [...ledger.longestRead];
  const from = columns.int32(ledger.keys.length + 1);
  for (let k = 0; k < longest.length; k++) {
    from[k + 1] = from[k] + (longest[k] === none ? 0 : lists[value[longest[k]]].length);
  }
  const order = columns.int32(from[ledger.keys.length]).fill(none);
  const orders = { from, order, place, committed };
  let readsOf: ReadonlyMap<number, readonly number[]> | null = null;
  for (let k = 0; k < longest.length; k++) {
    if (longest[k] === none || layOut(ledger, longest[k], orders)) continue;
    readsOf ??= readsByLength(ledger);
    longest[k] = (readsOf.get(k) as number[]).find((read) => layOut(ledger, read, orders)) ?? none;
  }
  for (let micro = 0; micro < key.length; micro++) {
    if (writes[micro] === 1 || value[micro] === none) continue;
    const model = longest[key[micro]];
    const list = lists[value[micro]];
    if (micro === model || (model !== none && isPrefix(list, lists[value[model]]))) place[micro] = list.length;
    else tellContradiction(ledger, findings, micro, model, committed);
  }
  for (let micro = 0; micro < key.length; micro++) if (committed[owner[micro]] === 0) place[micro] = none;
  return orders;
}

/** The append of an element of a list, or -1 if there is none. */
export function appendOf({ values, written }: Ledger, key: number, element: Scalar): number {
  const value = values.find(element);
  return value === none ? none : written.find(key, value);
}

function readsByLength({ key, value, writes, lists }: Ledger): ReadonlyMap<number, readonly number[]> {
  const reads = new Map<number, number[]>();
  for (let micro = 0; micro < key.length; micro++) {
    if (writes[micro] === 1 || value[micro] === none) continue;
    const list = reads.get(key[micro]);
    if (list === undefined) reads.set(key[micro], [micro]);
    else list.push(micro);
  }
  for (const list of reads.values()) list.sort((a, b) => lists[value[b]].length - lists[value[a]].length || a - b);
  return reads;
}

/** Makes a read the order of its key, unless it has an element twice: then nothing is changed, and the answer is no. */
function layOut(ledger: Ledger, read: number, { from, order, place, committed }: ListOrders): boolean {
  const list = ledger.lists[ledger.value[read]];
  const k = ledger.key[read];
  let complete = true;
  let hasDuplicate = false;
  for (let at = 0; at < list.length && !hasDuplicate; at++) {
    if (!isScalar(list[at])) refuseElement(ledger, read, list[at]);
    const append = appendOf(ledger, k, list[at]);
    if (append === none) complete = false;
    else if (place[append] !== none) hasDuplicate = true;
    else {
      order[from[k] + at] = append;
      place[append] = at;
      noteSeen(ledger, append, committed);
    }
  }
  // What nobody appended leaves no mark when it is met.
  if (!hasDuplicate && (complete || new Set(list).size === list.length)) return true;
  for (let at = from[k]; at < from[k + 1]; at++) {
    if (order[at] !== none) place[order[at]] = none;
    order[at] = none;
  }
  return false;
}

function noteSeen({ outcome, owner }: Ledger, append: number, committed: Uint8Array): void {
  if (outcome[owner[append]] === outcomes.unknown) committed[owner[append]] = 1;
}

function isPrefix(list: readonly Scalar[], whole: readonly Scalar[]): boolean {
  if (list.length > whole.length) return false;
  for (let at = 0; at < list.length; at++) if (list[at] !== whole[at]) return false;
  return true;
}

function tellContradiction(
  ledger: Ledger,
  findings: Findings,
  read: number,
  longest: number,
  committed: Uint8Array,
): void {
  const list = ledger.lists[ledger.value[read]];
  for (const element of list) {
    if (!isScalar(element)) refuseElement(ledger, read, element);
    const append = appendOf(ledger, ledger.key[read], element);
    if (append !== none) noteSeen(ledger, append, committed);
  }
  if (longest === none || new Set(list).size < list.length) {
    if (longest !== none) tellDuplicate(ledger, findings, read);
    return;
  }
  const [reader, other] = [ledger.owner[read], ledger.owner[longest]];
  findings.add("incompatible-order", () => ({
    transactions: [reader, other],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, ` +
        `and ${nameOf(other)} as ${tellSeen(ledger, longest)}: neither is the beginning of the other.`,
      "No single order of appends leads to both.",
    ],
  }));
}

function tellDuplicate(ledger: Ledger, findings: Findings, read: number): void {
  const list = ledger.lists[ledger.value[read]];
  const twice = list.find((element, at) => list.indexOf(element) !== at);
  const reader = ledger.owner[read];
  findings.add("duplicate-elements", () => ({
    transactions: [reader],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellList(list)}, which has ${tellValue(twice)} more than once, ` +
        "though it was appended only once.",
    ],
  }));
}

function refuseElement(ledger: Ledger, read: number, value: unknown): never {
  const problem = "is no element: elements of lists are strings and numbers";
  throw new Refusal([{ path: `${pathOf(ledger, read)}[2]`, value, problem }]);
}
