import type { NetworkSpec } from "../network/network.js";
import { instantUsOf } from "../node/clock.js";
import { type Field, isRecord } from "./field.js";

const linkKeys = ["latency", "loss", "duplicate", "reorder", "corrupt", "bandwidth", "queue", "inOrder"];

/** Reads a network; undefined if there is none. */
export function readNetwork(field: Field, names: readonly string[]): NetworkSpec | undefined {
  if (field.isMissing) return undefined;
  if (!field.isObject([...linkKeys, "links", "clients", "checksums"])) return undefined;
  readLink(field);
  const clients = field.at("clients");
  if (!clients.isMissing && clients.isObject(linkKeys)) readLink(clients);
  if (!field.at("checksums").isMissing) field.at("checksums").boolean();
  const links = field.at("links");
  for (const [link, own] of links.isMissing ? [] : links.entries()) {
    const ends = link.split(">");
    if (ends.length !== 2 || !ends.every((end) => names.includes(end))) {
      own.refuse(`needs a name of the form "ann>bob", with nodes of this scenario`);
    }
    if (own.isObject(linkKeys)) readLink(own);
  }
  return field.value as NetworkSpec;
}

function readLink(field: Field): void {
  const given = (key: string) => !field.at(key).isMissing;
  if (given("latency")) readLatency(field.at("latency"));
  for (const key of ["loss", "duplicate", "reorder", "corrupt"]) if (given(key)) field.at(key).number(0, 1);
  if (given("bandwidth")) field.at("bandwidth").number(1, Number.POSITIVE_INFINITY);
  if (given("queue")) field.at("queue").number(0, Number.POSITIVE_INFINITY);
  if (given("queue") && !given("bandwidth")) field.at("queue").refuse("has no effect without a bandwidth");
  if (given("inOrder")) field.at("inOrder").boolean();
}

/** Reads a machine; nothing if there is none. */
export function readMachine(field: Field): void {
  if (field.isMissing || !field.isObject(["cpu", "boot", "restart", "disk", "date"])) return;
  for (const key of ["cpu", "boot", "restart"]) if (!field.at(key).isMissing) field.at(key).duration();
  const date = field.at("date");
  if (!date.isMissing && (typeof date.value !== "string" || instantUsOf(date.value) === undefined)) {
    date.refuse(
      'must be a day or an instant of UTC between 1970 and 2199, as in "2026-11-21" or "2026-11-21T12:00:00Z"',
    );
  }
  const disk = field.at("disk");
  if (disk.isMissing || !disk.isObject(["sync", "read", "capacity", "journal"])) return;
  for (const key of ["sync", "read"]) if (!disk.at(key).isMissing) readLatency(disk.at(key));
  if (!disk.at("capacity").isMissing) disk.at("capacity").number(0, Number.POSITIVE_INFINITY);
  if (!disk.at("journal").isMissing) disk.at("journal").oneOf(["none", "ordered"], "journal");
}

export function readLatency(field: Field): void {
  if (!isRecord(field.value)) {
    field.durations();
    return;
  }
  if ("whole" in field.value) {
    field.isObject(["whole", "of"]);
    field.at("whole").duration(1);
    readLatency(field.at("of"));
    return;
  }
  const formula = ["normal", "exponential", "pareto"].find((key) => key in (field.value as object));
  if (formula === undefined) {
    field.refuse(
      'must be a length, two lengths, or one of { normal }, { exponential }, { pareto } and { whole, of }, as in "5ms"',
    );
    return;
  }
  field.isObject([formula, formula === "pareto" ? "shape" : "atLeast"]);
  if (formula === "normal") {
    const parts = field.at("normal").elements();
    if (parts.length !== 2) field.at("normal").refuse("must be a mean and a deviation");
    for (const part of parts) part.duration();
  } else {
    field.at(formula).duration(1);
  }
  if (formula === "pareto") field.at("shape").number(0.1, 100);
  else if (!field.at("atLeast").isMissing) field.at("atLeast").duration();
}
