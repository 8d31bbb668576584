import { minorityOf, type Swarm, type SwarmPlan, stops } from "../faults/swarm.js";
import { type VerbName, verbs } from "../faults/verbs.js";
import { type Cast, verbNames } from "./cast.js";
import { type Field, isRecord } from "./field.js";

const maxRows = 1_000;
const longestIn = 4;
const shortestIn = 256;

export function isSwarm(value: unknown): value is Swarm {
  return isRecord(value) && value.kind === "swarm";
}

/** Reads what a timetable is drawn from. */
export function readSwarm(field: Field, cast: Cast): SwarmPlan {
  field.isObject(["kind", "kinds", "rows", "lengths", "whom", "atOnce", "core"]);
  const kinds = readKinds(field.at("kinds"));
  return {
    kinds,
    rows: readRowCount(field.at("rows")),
    lengthsUs: readLengths(field.at("lengths"), cast),
    whom: readAims(field.at("whom"), cast),
    atOnce: readAtOnce(field.at("atOnce"), cast),
    core: readCore(field.at("core"), kinds, cast),
    ...cast,
  };
}

function readKinds(field: Field): readonly VerbName[] {
  if (field.isMissing) return verbNames.filter((name) => !("lawless" in verbs[name]));
  return readWords(field, verbNames, "kind of fault") as readonly VerbName[];
}

function readAims(field: Field, { names, roles }: Cast): readonly string[] {
  if (field.isMissing) return ["any", "all", ...roles];
  return readWords(field, ["any", "all", ...roles, ...names], "role or node");
}

function readWords(field: Field, known: readonly string[], what: string): readonly string[] {
  const words = field.elements();
  if (Array.isArray(field.value) && words.length === 0) field.refuse(`must have at least one ${what}`);
  for (const word of words) word.oneOf(known, what);
  return words.map(({ value }) => value as string);
}

function readRowCount(field: Field): readonly [number, number] {
  if (field.isMissing) return [2, 10];
  const counts = (Array.isArray(field.value) ? field.elements() : [field]).map((count) => count.integer(0, maxRows));
  const [least, most = least] = counts;
  if (counts.length === 0 || counts.length > 2) field.refuse("must be one number, or two");
  else if (least > most) field.refuse("must have the smaller number first");
  return [least, most];
}

function readLengths(field: Field, { durationUs }: Cast): readonly [number, number] {
  if (!field.isMissing) return field.durations(1);
  return [Math.ceil(durationUs / shortestIn), Math.ceil(durationUs / longestIn)];
}

function readAtOnce(field: Field, { names }: Cast): number {
  if (field.isMissing) return Math.max(1, minorityOf(names.length));
  return field.integer(1, names.length);
}

function readCore(field: Field, kinds: readonly VerbName[], { names }: Cast): SwarmPlan["core"] {
  if (field.isMissing) return "all";
  field.oneOf(["all", "majority"], "core");
  if (field.value === "majority") {
    if (minorityOf(names.length) === 0) field.refuse("needs at least three nodes");
    if (!stops.some((verb) => kinds.includes(verb))) field.refuse(`needs one of ${stops.join(", ")} among the kinds`);
  }
  return field.value as SwarmPlan["core"];
}
