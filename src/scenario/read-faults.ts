import type { Fault } from "../faults/row.js";
import type { Shape } from "../faults/shape.js";
import { type Verb, verbs } from "../faults/verbs.js";
import type { Whom } from "../faults/whom.js";
import { type Cast, verbNames } from "./cast.js";
import { didYouMean, type Field, isRecord, list } from "./field.js";
import { isSwarm, readSwarm } from "./read-swarm.js";

const timings = ["at", "every", "when"] as const;

/** Reads a timetable, row by row; so many of them, from the first one on, were drawn. */
export function readFaults(field: Field, cast: Cast, drawn = 0): readonly Fault[] {
  if (field.isMissing) return [];
  if (isSwarm(field.value)) {
    readSwarm(field, cast);
    return [];
  }
  return field.elements().flatMap((row, at) => readRow(row, cast, at < drawn) ?? []);
}

function readRow(row: Field, cast: Cast, isDrawn: boolean): Fault | undefined {
  if (!row.isObject([...timings, "for", "by", ...verbNames])) return undefined;
  const found = verbNames.filter((name) => !row.at(name).isMissing);
  if (found.length !== 1) {
    const problem = found.length === 0 ? `needs a verb (${list(verbNames)})` : `has ${found.length} verbs`;
    row.refuse(`${problem}: one verb to a row${found.length === 0 ? "" : `, not ${found.join(" and ")}`}`);
    return undefined;
  }
  const [verb] = found;
  const start = readStart(row, cast);
  const lengthUs = readLength(row, verbs[verb] as Verb);
  readAmount(row.at("by"), verbs[verb] as Verb, cast);
  const target = row.at(verb);
  if (verbs[verb].aim === "shape") readShape(target, cast);
  else readWhom(target, cast);
  if (start === undefined) return undefined;
  return { verb, target: target.value as Whom | Shape, by: row.at("by").value, start, lengthUs, isDrawn };
}

function readStart(row: Field, cast: Cast): Fault["start"] | undefined {
  const given = timings.filter((timing) => !row.at(timing).isMissing);
  if (given.length !== 1) {
    row.refuse(`needs exactly one of at, every and when${given.length === 0 ? "" : `, not ${given.join(" and ")}`}`);
    return undefined;
  }
  const [timing] = given;
  const field = row.at(timing);
  if (timing === "when") {
    field.function("(world) => boolean");
    return { kind: "when", holds: field.value as never };
  }
  const us = field.duration(timing === "every" ? 1 : 0);
  if (us >= cast.durationUs) field.refuse("is not before the end of the trouble (see duration)");
  return timing === "at" ? { kind: "at", atUs: us } : { kind: "every", everyUs: us };
}

function readLength(row: Field, verb: Verb): Fault["lengthUs"] {
  const field = row.at("for");
  if (field.isMissing) return Number.POSITIVE_INFINITY;
  if (verb.momentary) field.refuse("must be left out: this fault happens in a moment");
  return field.value === "ever" ? "ever" : field.duration(1);
}

function readAmount(field: Field, { amount }: Verb, cast: Cast): void {
  if (field.isMissing) {
    if (amount.required) field.refuse(`must be ${amount.form}`);
    return;
  }
  const accepted = amount.accepts(field.value);
  if (accepted !== true) field.refuse(accepted === false ? `must be ${amount.form}` : accepted.problem);
  else if (Array.isArray(field.value) && amount.form.includes("nodes")) {
    for (const name of field.elements()) name.oneOf(cast.names, "node");
  }
}

function readWhom(field: Field, cast: Cast): void {
  const { value } = field;
  const words = [...cast.names, ...cast.roles];
  if (typeof value === "string") {
    if (value === "all" || words.includes(value)) return;
    const roles = cast.roles.length === 0 ? "" : ` nor a role (${list(cast.roles)})`;
    field.refuse(`is neither a node (${list(cast.names)})${roles}${didYouMean(value, words)}`);
  } else if (Array.isArray(value)) {
    if (value.length === 0) field.refuse("must name somebody");
    for (const name of field.elements()) name.oneOf(cast.names, "node");
  } else if (isRecord(value) && "any" in value) {
    field.isObject(["any", "of"]);
    field.at("any").integer(1, cast.names.length);
    const pool = field.at("of");
    if (typeof pool.value === "string") pool.oneOf(cast.roles, "role");
    else if (!pool.isMissing) readWhom(pool, cast);
  } else {
    field.refuse("must be a node, a role, a list of nodes, or { any: how many }");
  }
}

function readShape(field: Field, cast: Cast): void {
  const { value } = field;
  if (!isRecord(value) || "any" in value) {
    readWhom(field, cast);
  } else if ("groups" in value) {
    field.isObject(["groups"]);
    const groups = field.at("groups").elements();
    for (const group of groups) for (const name of group.elements()) name.oneOf(cast.names, "node");
    const named = groups.flatMap(({ value }) => (Array.isArray(value) ? value : []));
    if (new Set(named).size < named.length) field.at("groups").refuse("must not have a node in two groups");
  } else if ("among" in value) {
    field.isObject(["among", "cut"]);
    for (const name of field.at("among").elements()) name.oneOf(cast.names, "node");
    readShape(field.at("cut"), cast);
  } else if ("ring" in value) {
    field.isObject(["ring"]);
    field.at("ring").oneOf(["majority"], "ring");
    if (cast.names.length < 4) field.refuse("needs at least four nodes");
  } else if ("from" in value || "bridge" in value) {
    const keys = "bridge" in value ? ["bridge"] : ["from", "to"];
    field.isObject(keys);
    for (const key of keys) readWhom(field.at(key), cast);
  } else {
    field.refuse(
      "must be whom to cut off, or one of { groups }, { from, to }, { bridge }, { ring } and { among, cut }",
    );
  }
}
