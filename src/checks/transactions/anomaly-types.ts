import { cycleTypes } from "./cycle-types.js";

/**
 * What each type of anomaly implies: a history with the one also violates what forbids the other. Names without a search
 * of their own (G1, GSI, write-skew …) stand between those that are found and the models that forbid them.
 *
 * Adya 1999, chapters 3 and 4; Kingsbury & Alvaro 2020; Berenson et al. 1995 for lost updates and write skew.
 */
const implications: Readonly<Record<string, readonly string[]>> = {
  G0: ["G1c"],
  G1a: ["G1"],
  G1b: ["G1"],
  G1c: ["G1"],
  "G-single-item": ["G-single", "G-nonadjacent-item"],
  "G-single": ["G-nonadjacent", "GSIb"],
  "G-nonadjacent-item": ["G-nonadjacent", "G2-item"],
  "G-nonadjacent": ["G2"],
  "G2-item": ["G2"],
  GSIa: ["GSI"],
  GSIb: ["GSI"],
  "incompatible-order": ["G1a"],
  "dirty-update": ["G1a"],
  "future-read": ["G1c"],
  "lost-update": ["write-skew", "G2-item"],
  "write-skew": ["G2"],
};

/** The types that exist with edges of process or real time too; each implies the next variant of itself. */
const ofCycles = [
  "G0",
  "G1c",
  "G1",
  "G-single-item",
  "G-single",
  "G-nonadjacent-item",
  "G-nonadjacent",
  "G2-item",
  "G2",
];

/** What the components prove in which the search for a cycle ended too early. */
const proven = new Map(cycleTypes.map(({ unfound, proves }) => [unfound, proves]));

/** A type, and all that follow from it. */
export function impliedBy(type: string): ReadonlySet<string> {
  const reached = new Set([proven.get(type) ?? type]);
  for (const name of reached) {
    const [, base, suffix] = /^(.*?)(-process|-realtime)?$/.exec(name) as unknown as [
      string,
      string,
      string | undefined,
    ];
    for (const next of implications[base] ?? []) {
      if (suffix === undefined) reached.add(next);
      else if (ofCycles.includes(next)) reached.add(`${next}${suffix}`);
    }
    if (!ofCycles.includes(base) || suffix === "-realtime") continue;
    reached.add(`${base}${suffix === undefined ? "-process" : "-realtime"}`);
  }
  return reached;
}

/** The order in which anomalies are reported: what says most about a history comes first. */
export const anomalyOrder: readonly string[] = [
  "garbage-read",
  "duplicate-elements",
  "cyclic-versions",
  "incompatible-order",
  "future-read",
  "internal",
  "dirty-update",
  "G1a",
  "G1b",
  "lost-update",
  ...["", "-process", "-realtime"].flatMap((suffix) =>
    ["G0", "G1c", "G-single-item", "G-nonadjacent-item", "G2-item"].map((base) => `${base}${suffix}`),
  ),
];
