import { kinds } from "./graph.js";

const { ww, wr, rw, process, realtime, link } = kinds;

/** A type of cycle: one edge of the lead kind, and a way back from its end to its beginning. */
export interface CycleType {
  readonly name: string;
  readonly lead: number;
  /** The kinds of edges on the way back. */
  readonly back: number;
  /** The kinds of edges of which a component is made that must hold the whole cycle. */
  readonly around: number;
  /** Whether two rw edges may follow one another. */
  readonly adjacent: boolean;
  /** Whether there may be no way back although the lead edge lies in such a component. */
  readonly uncertain: boolean;
  /** What such a component proves by itself, and by what name, where the search ends too early to find a cycle. */
  readonly proves: string;
  readonly unfound: string;
  /** The types that say more: where one of them was found, this one is not looked for. */
  readonly impliedBy: readonly string[];
}

/**
 * Adya 1999, chapters 3 and 4; the nonadjacent one, which is what snapshot isolation forbids, Cerone & Gotsman 2018. Each is looked for only where those that say more are absent, so that what is left out needs no test: a cycle of
 * ww and wr edges in a place without G0 has a wr edge, and one with an rw edge in a place without G-single has two.
 */
const plainTypes = [
  { name: "G0", more: [], proves: "G0", lead: ww, back: ww, around: ww },
  { name: "G1c", more: ["G0"], proves: "G1c", lead: wr, back: ww | wr, around: ww | wr },
  {
    name: "G-single-item",
    more: [],
    proves: "G-nonadjacent-item",
    lead: rw,
    back: ww | wr,
    around: ww | wr | rw,
  },
  {
    name: "G-nonadjacent-item",
    more: ["G-single-item"],
    proves: "G-nonadjacent-item",
    lead: rw,
    back: ww | wr | rw,
    around: ww | wr | rw,
  },
  {
    name: "G2-item",
    more: ["G-single-item", "G-nonadjacent-item"],
    proves: "G2-item",
    lead: rw,
    back: ww | wr | rw,
    around: ww | wr | rw,
  },
];

/** By model, what a component proves: each form of time has models of its own. */
const ruledOut: Readonly<Record<string, readonly string[]>> = {
  G0: ["read-uncommitted", "strong-session-read-uncommitted", "strong-read-uncommitted"],
  G1c: ["read-committed", "strong-session-read-committed", "strong-read-committed"],
  "G-nonadjacent-item": ["snapshot-isolation", "strong-session-snapshot-isolation", "strong-snapshot-isolation"],
  "G2-item": ["repeatable-read", "strong-session-serializable", "strict-serializable"],
};

/** The same cycles with edges of process or real time, at least one, since where a plain one is these are not looked for. */
const variants = [
  { suffix: "", edges: link },
  { suffix: "-process", edges: link | process },
  { suffix: "-realtime", edges: link | realtime },
];

/**
 * Time connects nearly everything, so that a cycle of writes and time has others beside it, with a detour by an rw edge
 * of transactions that did nothing wrong. They rule out nothing more, and are not looked for.
 */
const withoutReads = ["G0", "G1c"];

/** All types, those that say more before those that say less. */
export const cycleTypes: readonly CycleType[] = variants.flatMap(({ suffix, edges }, variant) =>
  plainTypes.map(({ name, more, proves, lead, back, around }) => ({
    name: `${name}${suffix}`,
    lead,
    back: back | edges,
    around: around | edges,
    adjacent: proves !== "G-nonadjacent-item",
    uncertain: proves !== name,
    proves: `${proves}${suffix}`,
    unfound: `${ruledOut[proves][variant]}-cycle-exists`,
    impliedBy: [name, ...more, ...(variant > 0 && around !== ww ? withoutReads : [])].flatMap((other) =>
      variants.slice(0, variant + 1).map(({ suffix: weaker }) => `${other}${weaker}`),
    ),
  })),
);
