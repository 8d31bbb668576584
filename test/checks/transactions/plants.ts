import { type Draft, list, register, together } from "./draft.js";

/** Transactions on keys of their own, the anomaly that they have, and all that has to be found. */
export interface Plant {
  readonly name: string;
  readonly found: readonly string[];
  readonly drafts: readonly Draft[];
}

const plant = (found: string, drafts: readonly Draft[]): Plant => {
  const types = found.split(" ");
  return { name: types[0] as string, found: types, drafts };
};

/** The same with edges of process, where two transactions have one, and of real time, where they have not. */
function inBothOrders(name: string, drafts: readonly (Draft & { readonly process: number })[]): Plant[] {
  return [
    plant(`${name}-process`, drafts),
    plant(
      `${name}-realtime`,
      drafts.map(({ process: _, ...draft }) => draft),
    ),
  ];
}

const failed = (steps: Draft["steps"]): Draft => ({ steps, start: 0, end: 1, outcome: "failed" });
/** First one transaction, then another; the rest is open all the time. */
const first = (steps: Draft["steps"]) => ({ steps, start: 1, end: 2, process: 1 });
const then = (steps: Draft["steps"]) => ({ steps, start: 3, end: 4, process: 1 });
const throughout = (process: number, steps: Draft["steps"]) => ({ steps, start: 0, end: 5, process });

export const listPlants: readonly Plant[] = [
  plant("G0", together(list("a x 1", "a y 1"), list("a x 2", "a y 2"), list("r x 1 2", "r y 2 1"))),
  ...inBothOrders("G0", [first(list("a x 1")), then(list("a x 2")), throughout(2, list("r x 2 1"))]),
  plant("G1a", [failed(list("a x 1")), ...together(list("r x 1"))]),
  plant("G1b", together(list("a x 1", "a x 2"), list("r x 1"), list("r x 1 2"))),
  plant("G1c", together(list("a x 1", "r y 1"), list("a y 1", "r x 1"))),
  ...inBothOrders("G1c", [first(list("r x 1")), then(list("a x 1"))]),
  plant("G-single-item", together(list("a x 1", "a y 1"), list("r x 1", "r y"), list("r y 1"))),
  ...inBothOrders("G-single-item", [first(list("a x 1")), then(list("r x")), throughout(2, list("r x 1"))]),
  plant("G-nonadjacent-item", together(list("a x 1"), list("a y 1"), list("r x 1", "r y"), list("r x", "r y 1"))),
  ...inBothOrders("G-nonadjacent-item", [
    first(list("a x 1")),
    then(list("r y")),
    throughout(2, list("a y 1")),
    throughout(3, list("r y 1", "r x")),
    throughout(4, list("r x 1")),
  ]),
  plant("G2-item", together(list("r x", "a y 1"), list("r y", "a x 1"), list("r x 1", "r y 1"))),
  ...inBothOrders("G2-item", [
    first(list("a y 1")),
    then(list("r x")),
    throughout(2, list("r y", "a x 1")),
    throughout(3, list("r x 1", "r y 1")),
  ]),
  plant("internal", together(list("a x 1", "r x"))),
  plant("internal G-single-item", together(list("a x 1"), list("r x", "a x 2", "r x 1 2"), list("r x 1 2"))),
  plant("future-read", together(list("r x 1", "a x 1"))),
  plant("lost-update G-single-item", together(list("r x", "a x 1"), list("r x", "a x 2"), list("r x 1 2"))),
  plant("dirty-update G1a", [failed(list("a x 1")), ...together(list("a x 2"), list("r x 1 2"))]),
  plant("duplicate-elements", together(list("a x 1"), list("r x 1 1"), list("r x 1"))),
  plant("incompatible-order", together(list("a x 1"), list("a x 2"), list("r x 1 2"), list("r x 2 1"))),
  plant("incompatible-order G1b", together(list("a x 1", "a x 2"), list("r x 2 1"))),
  plant("garbage-read", together(list("a x 1"), list("r x 1 9"))),
];

export const registerPlants: readonly Plant[] = [
  plant("G0", together(register("w x 1", "r y 2", "w y 3"), register("w y 2", "r x 1", "w x 4"))),
  plant("G1a", [failed(register("w x 1")), ...together(register("r x 1"))]),
  plant("G1b", together(register("w x 1", "w x 2"), register("r x 1"), register("r x 2"))),
  plant("G1c", together(register("w x 1", "r y 1"), register("w y 1", "r x 1"))),
  ...inBothOrders("G1c", [first(register("r x 1")), then(register("w x 1"))]),
  plant("G-single-item", together(register("w x 1", "w y 1"), register("r x 1", "r y"))),
  ...inBothOrders("G-single-item", [first(register("w x 1")), then(register("r x"))]),
  plant(
    "G-nonadjacent-item",
    together(register("w x 1"), register("w y 1"), register("r x 1", "r y"), register("r x", "r y 1")),
  ),
  ...inBothOrders("G-nonadjacent-item", [
    first(register("w x 1")),
    then(register("r y")),
    throughout(2, register("w y 1")),
    throughout(3, register("r y 1", "r x")),
  ]),
  plant("G2-item", together(register("r x", "w y 1"), register("r y", "w x 1"))),
  ...inBothOrders("G2-item", [
    first(register("w y 1")),
    then(register("r x")),
    throughout(2, register("r y", "w x 1")),
  ]),
  plant("internal", together(register("w x 1", "r x"))),
  plant("internal G-single-item", together(register("w x 1"), register("r x", "w x 2", "r x 1"))),
  plant("future-read", together(register("r x 1", "w x 1"))),
  plant("lost-update G2-item", together(register("r x", "w x 1"), register("r x", "w x 2"))),
  plant("dirty-update G1a", [failed(register("w x 1")), ...together(register("r x 1", "w x 2"))]),
  plant("garbage-read", together(register("r x 9"))),
  plant("cyclic-versions G1c", together(register("r x 2", "w x 1"), register("r x 1", "w x 2"))),
];
