import { type Ask, type AskOf, aboutKeys, always, byPhase, byRole, byWeight, limited, roundRobin } from "./ask.js";
import { didYouMean, type Field, isRecord } from "./field.js";
import { readPhases, readRows } from "./read-phases.js";
import { readRoles } from "./read-roles.js";
import { idle } from "./work.js";

/** What `workload.request` may be: a function or work; a request that never changes is said by a function. */
export function readWork(field: Field): AskOf {
  if (typeof field.value === "function" || isWork(field.value)) return readPart(field);
  field.refuse("must be a function, (random) => request, or work, such as mix([[1, request], …])");
  return nothing;
}

const nothing: AskOf = always(null);

function isWork(value: unknown): boolean {
  return isRecord(value) && value.kind === "work";
}

/** The forms of work: the keys of each, and what it means. */
const forms: Readonly<Record<string, { readonly also: readonly string[]; readonly read: (work: Field) => AskOf }>> = {
  mix: { also: [], read: readMix },
  inTurn: { also: [], read: readInTurn },
  perClient: { also: [], read: readPerClient },
  phases: {
    also: [],
    read: (work) => byPhase(readPhases(work.at("phases"), 'a row, ["10s", part] or ["rest", part]', readPart)),
  },
  until: { also: ["work", "thereafter"], read: readUntil },
  onKeys: { also: ["skew", "request"], read: readOnKeys },
  idle: { also: [], read: readIdle },
};

function readPart(part: Field): AskOf {
  const { value } = part;
  if (typeof value === "function") return () => value as Ask;
  if (!isWork(value)) {
    if (value === undefined) part.refuse("must be a request, a function that makes one, or work");
    return always(value);
  }
  const keys = Object.keys(value as object).filter((key) => key !== "kind");
  const [name, ...others] = keys.filter((key) => Object.hasOwn(forms, key));
  if (name === undefined || others.length > 0) {
    const hint = keys.map((key) => didYouMean(key, Object.keys(forms))).find((text) => text !== "") ?? "";
    part.refuse(`must be work of one form (${Object.keys(forms).join(", ")})${name === undefined ? hint : ""}`);
    return nothing;
  }
  const { also, read } = forms[name];
  part.isObject(["kind", name, ...also]);
  return read(part);
}

function readMix(work: Field): AskOf {
  const mix = work.at("mix");
  const rows = readRows(mix, "a row, [weight, part]", (weight, part) => ({
    weight: readWeight(weight),
    part: readPart(part),
  }));
  if (rows.length > 0 && rows.every(({ weight }) => weight === 0)) mix.refuse("must have a weight above 0");
  const weights = rows.map(({ weight }) => weight);
  const parts = rows.map(({ part }) => part);
  return byWeight(weights, parts);
}

function readWeight(weight: Field): number {
  return weight.number(0, 1_000_000_000);
}

function readInTurn(work: Field): AskOf {
  const list = work.at("inTurn");
  const parts = list.elements().map(readPart);
  if (parts.length === 0 && Array.isArray(list.value)) list.refuse("must have at least one part");
  return roundRobin(parts);
}

function readPerClient(work: Field): AskOf {
  const { counts, parts } = readRoles(work.at("perClient"), "part", readPart);
  const roleOf = byRole(counts, parts);
  return (client) => roleOf(client)(client);
}

function readUntil(work: Field): AskOf {
  const until = work.at("until");
  const [first, second] = [readPart(work.at("work")), readPart(work.at("thereafter"))];
  if (typeof until.value === "number") {
    return limited(until.integer(1, Number.MAX_SAFE_INTEGER), Number.POSITIVE_INFINITY, first, second);
  }
  return limited(Number.POSITIVE_INFINITY, until.duration(1), first, second);
}

function readIdle(work: Field): AskOf {
  const is = work.at("idle");
  if (is.value !== true) is.refuse("must be true");
  return always(idle);
}

function readOnKeys(work: Field): AskOf {
  const keys = work.at("onKeys");
  const names = keys.elements().map((key) => key.text());
  if (names.length === 0 && Array.isArray(keys.value)) keys.refuse("must have at least one key");
  const skew = work.at("skew");
  const request = work.at("request");
  request.function("(key, random) => request");
  return aboutKeys(names, skew.isMissing ? 0 : skew.number(0, 100), request.value as Parameters<typeof aboutKeys>[2]);
}
