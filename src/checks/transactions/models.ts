/** A consistency model for transactions. */
export interface Model {
  readonly name: string;
  readonly otherNames: readonly string[];
  /** The weaker models that it includes: what holds it holds them too. */
  readonly includes: readonly string[];
  /** The anomalies that it forbids, beside those that the weaker models forbid, and beside those that imply these. */
  readonly forbids: readonly string[];
  readonly source: string;
}

const adya = (chapter: number) => `Adya 1999, chapter ${chapter}`;
const cerone = "Cerone, Bernardi & Gotsman 2015";
const daudjee = "Daudjee & Salem 2006; Kingsbury & Alvaro 2020";

type Row = readonly [names: string, includes: readonly string[], forbids: readonly string[], source: string];

/** The lattice, the weaker models first. The names of a model: the one by which it is reported, then others. */
const rows: readonly Row[] = [
  ["read-uncommitted PL-1", [], ["G0", "duplicate-elements", "cyclic-versions", "garbage-read"], adya(3)],
  ["read-committed PL-2", ["read-uncommitted"], ["G1"], adya(3)],
  ["cursor-stability PL-CS", ["read-committed"], ["G-cursor", "lost-update"], adya(4)],
  ["monotonic-view PL-2L", ["read-committed"], ["G-monotonic"], adya(4)],
  ["monotonic-snapshot-read PL-MSR", ["read-committed"], ["G-MSR"], adya(4)],
  ["monotonic-atomic-view MAV", ["read-committed"], [], "Bailis et al. 2013"],
  ["read-atomic RA", ["monotonic-atomic-view"], ["internal", "G1a", "future-read"], cerone],
  ["update-atomic", ["read-atomic"], ["lost-update"], "Cerone, Gotsman & Yang 2017"],
  ["causal-consistency causal-cerone", ["read-atomic"], ["internal", "G1a"], cerone],
  ["prefix-consistency prefix", ["causal-consistency"], ["internal", "G1a"], cerone],
  ["parallel-snapshot-isolation PSI", ["causal-consistency", "update-atomic"], ["internal", "G1a"], cerone],
  ["consistent-view PL-2+", ["cursor-stability", "monotonic-view"], ["G-single"], adya(4)],
  ["forward-consistent-view PL-FCV", ["consistent-view"], ["G-SIb"], adya(4)],
  ["repeatable-read PL-2.99", ["cursor-stability", "monotonic-atomic-view"], ["G2-item", "lost-update"], adya(3)],
  [
    "snapshot-isolation PL-SI SI",
    [
      "forward-consistent-view",
      "monotonic-snapshot-read",
      "monotonic-atomic-view",
      "parallel-snapshot-isolation",
      "prefix-consistency",
    ],
    ["internal", "GSI", "G-nonadjacent"],
    "Berenson et al. 1995; Adya 1999, chapter 4; Cerone & Gotsman 2018",
  ],
  ["update-serializable PL-3U", ["forward-consistent-view"], ["G-update"], adya(4)],
  [
    "serializable PL-3 conflict-serializable",
    ["repeatable-read", "update-serializable", "snapshot-isolation"],
    ["G2", "predicate-read-miss", "internal"],
    adya(3),
  ],
  ["strong-session-read-uncommitted strong-session-PL-1", ["read-uncommitted"], ["G0-process"], daudjee],
  ["strong-read-uncommitted strong-PL-1", ["strong-session-read-uncommitted"], ["G0-realtime"], daudjee],
  [
    "strong-session-read-committed strong-session-PL-2",
    ["read-committed", "strong-session-read-uncommitted"],
    ["G1c-process"],
    daudjee,
  ],
  [
    "strong-read-committed strong-PL-2",
    ["strong-session-read-committed", "strong-read-uncommitted"],
    ["G1c-realtime"],
    daudjee,
  ],
  [
    "strong-session-snapshot-isolation strong-session-SI",
    ["snapshot-isolation", "strong-session-read-committed"],
    ["internal", "G1-process", "G-nonadjacent-process"],
    daudjee,
  ],
  [
    "strong-snapshot-isolation strong-SI",
    ["strong-session-snapshot-isolation", "strong-read-committed"],
    ["internal", "G1-realtime", "G-nonadjacent-realtime"],
    daudjee,
  ],
  [
    "strong-session-serializable",
    ["serializable", "strong-session-snapshot-isolation"],
    ["G1-process", "G2-process"],
    daudjee,
  ],
  [
    "strict-serializable PL-SS strong-serializable",
    ["strong-session-serializable", "strong-snapshot-isolation"],
    ["G1", "G1c-realtime", "G2-realtime"],
    "Papadimitriou 1979; Adya 1999, chapter 3",
  ],
];

export const models: readonly Model[] = rows.map(([names, includes, forbids, source]) => {
  const [name, ...otherNames] = names.split(" ") as [string, ...string[]];
  return { name, otherNames, includes, forbids, source };
});

/** A model by any of its names. */
export function modelNamed(name: string): Model | undefined {
  return models.find((model) => model.name === name || model.otherNames.includes(name));
}

/** The models that a model includes, itself among them. */
export function includedIn(model: Model): ReadonlySet<string> {
  const reached = new Set([model.name]);
  for (const name of reached) for (const weaker of modelNamed(name)?.includes ?? []) reached.add(weaker);
  return reached;
}
