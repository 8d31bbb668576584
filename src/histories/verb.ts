import { compareValues, type Value } from "../objects/value.js";

/** One kind of operation: how it stands in histories, and as what request our objects and checks know it. */
export interface Verb {
  /** Its names in histories: the first one is written, all are read. */
  readonly names: readonly string[];
  /** The `kind` of its requests; null for transactions, which are lists. */
  readonly kind: string | null;
  /** The request without key and value, one for all, where there is nothing to give: reads are most of a history. */
  readonly bare?: object;
  /** What the value of an invocation has to be, to end the sentence "must be …". */
  readonly form: string;
  /** What a value asks for: the fields of a request, or a transaction; undefined if it is not understood. */
  ask(value: unknown, event: Asking): unknown;
  /** What was answered; undefined if it is not understood. */
  answer(value: unknown): unknown;
  /** The value of the invocation, and that of the completion: the way back. */
  tell(request: Fields): unknown;
  tellAnswer(result: unknown, request: Fields): unknown;
}

/** What else matters of an invocation. */
export interface Asking {
  readonly process: number;
  readonly isFinal: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Whether an answer makes sense; anything does, unless told. */
type Accepts = (value: unknown) => boolean;

const anything: Accepts = () => true;
export const isText: Accepts = (value) => typeof value === "string";
export const isScalar: Accepts = (value) => typeof value !== "object";
export const isNumber: Accepts = (value) => typeof value === "number";
export const isList: Accepts = (value) => Array.isArray(value);
export const isObject: Accepts = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const orNull =
  (accepts: Accepts): Accepts =>
  (value) =>
    value === null || accepts(value);

/** Asks for nothing but what it answers, as a read does. */
export function asks(kind: string, names: string, accepts: Accepts = anything): Verb {
  return {
    names: names.split(" "),
    kind,
    bare: { kind },
    form: "nothing",
    ask: () => ({}),
    answer: (value) => (accepts(value) ? value : undefined),
    tell: () => null,
    tellAnswer: (result) => result,
  };
}

/** The same, answered by a list in any order. */
export function asksSet(kind: string, names: string): Verb {
  const sorted = (value: unknown) =>
    Array.isArray(value) ? [...(value as readonly Value[])].sort(compareValues) : undefined;
  return { ...asks(kind, names), answer: sorted };
}

/** Gives a value, as a write does; whatever is answered, it was done. */
export function gives(
  kind: string,
  field: string,
  names: string,
  accepts: Accepts = anything,
  answered: unknown = null,
): Verb {
  return {
    names: names.split(" "),
    kind,
    form: accepts === isNumber ? "a number" : accepts === isText ? "a text" : "a value, and no list",
    ask: (value) => (accepts(value) ? { [field]: value } : undefined),
    answer: () => answered,
    tell: (request) => request[field],
    tellAnswer: (_, request) => request[field],
  };
}

/** Gives a value, and the answer is something else. */
export function tries(kind: string, field: string, names: string, accepts: Accepts = anything): Verb {
  return { ...gives(kind, field, names, accepts), answer: (value) => value, tellAnswer: (result) => result };
}

/** Gives the value that is expected and a new one. Answered `false`, it has not matched. */
export function swaps(kind: string, names: string): Verb {
  const pair = ({ expected, value }: Fields) => [expected, value];
  return {
    names: names.split(" "),
    kind,
    form: "[expected, new]",
    ask: (value) => (Array.isArray(value) && value.length === 2 ? { expected: value[0], value: value[1] } : undefined),
    answer: (value) => value !== false,
    tell: pair,
    tellAnswer: (result, request) => (result === false ? false : pair(request)),
  };
}

/** Takes or gives back what one holder can have: the process, unless the value names somebody. */
export function holds(kind: string, names: string): Verb {
  return {
    names: names.split(" "),
    kind,
    form: "nothing, or who the holder is",
    ask: (value, { process }) => ({ holder: value ?? process }),
    answer: (value) => value !== false,
    tell: ({ holder }) => holder,
    tellAnswer: (result, { holder }) => (result === false ? false : holder),
  };
}

/** Gives several fields at once, as an object. */
export function givesFields(kind: string, names: string, fields: readonly string[]): Verb {
  return {
    names: names.split(" "),
    kind,
    form: `an object with ${fields.join(", ")}`,
    ask: (value) => (isObject(value) && fields.every((field) => field in (value as object)) ? value : undefined),
    answer: (value) => value,
    tell: ({ kind: _, ...rest }) => rest,
    tellAnswer: (result) => result,
  };
}

/** Reads a number, perhaps when everything is at rest. */
export function asksAtRest(kind: string, names: string): Verb {
  const { bare: _, ...plain } = asks(kind, names, isNumber);
  return { ...plain, ask: (_value, { isFinal }) => (isFinal ? { final: true } : {}) };
}

/** A list of micro-operations, answered by the same list with what was read. */
export function transaction(...kinds: readonly string[]): Verb {
  const isStep = (step: unknown) => Array.isArray(step) && kinds.includes(step[0] as string);
  const read = (value: unknown) => (Array.isArray(value) && value.every(isStep) ? value : undefined);
  return {
    names: ["txn"],
    kind: null,
    form: `a list of micro-operations: ${kinds.map((kind) => (kind === "poll" ? '["poll"]' : `["${kind}", key, ${kind === "r" ? "null" : "value"}]`)).join(", ")}`,
    ask: read,
    answer: read,
    tell: (request) => request,
    tellAnswer: (result) => result,
  };
}
