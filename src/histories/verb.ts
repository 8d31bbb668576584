import { compareValues, type Value } from "../objects/value.js";

/** One kind of operation: how it stands in histories, and as what request our objects and checks know it. */
export interface Verb {
  /** Its names in histories: the first one is written, all are read. */
  readonly names: readonly string[];
  /** The `kind` of its requests; null for transactions, which are lists. */
  readonly kind: string | null;
  /** The request without key and value, one for all, where there is nothing to give: reads are most of a history. */
  readonly bare?: object;
  /** Whether the value is the key, which so stands nowhere else. */
  readonly isAboutKey?: boolean;
  /** Whether its events have a link and a position beside the value. */
  readonly isLinked?: boolean;
  /** What the value of an invocation has to be, to end the sentence "must be …". */
  readonly form: string;
  /** What a value asks for: the fields of a request, or a transaction; undefined if it is not understood. */
  ask(value: unknown, event: Asking): unknown;
  /** What was answered; undefined if it is not understood. */
  answer(value: unknown, event: Answering): unknown;
  /** The value of the invocation, and that of the completion: the way back. */
  tell(request: Fields): unknown;
  tellAnswer(result: unknown, request: Fields): unknown;
}

/** What else matters of an invocation. */
export interface Asking {
  readonly process: number;
  readonly isFinal: boolean;
  readonly link?: unknown;
}

/** What else matters of a completion. */
export interface Answering {
  readonly position?: unknown;
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

/** One of a chain of operations, which is linked to the one before it and tells its own position. */
export function linked(verb: Verb): Verb {
  const { bare: _, ...plain } = verb;
  return {
    ...plain,
    isLinked: true,
    ask: (value, event) => {
      const asked = verb.ask(value, event);
      return asked === undefined || event.link === undefined ? asked : { ...(asked as object), link: event.link };
    },
    answer: (value, { position }) => (position === undefined ? { value } : { value, position }),
    tellAnswer: (result) => (result as Fields).value,
  };
}

/** Asks for several keys at once, named in a list or as micro-operations; answered by an object, or by these again. */
export function asksKeys(kind: string, names: string): Verb {
  const keysOf = (value: unknown) =>
    Array.isArray(value) ? value.map((one: unknown) => (isStep("r", one) ? one[1] : one)) : undefined;
  const recordOf = (value: unknown) => {
    if (isObject(value)) return value;
    const isTold = Array.isArray(value) && value.every((one: unknown) => isStep("r", one));
    return isTold ? Object.fromEntries((value as Step[]).map(([, key, seen]) => [String(key), seen])) : undefined;
  };
  return {
    names: names.split(" "),
    kind,
    form: "a list of keys",
    ask: (value) => {
      const keys = keysOf(value);
      return keys === undefined ? undefined : { keys };
    },
    answer: recordOf,
    tell: ({ keys }) => keys,
    tellAnswer: (result) => result,
  };
}

/** Asks for the parts of a key, one after another; answered by a list of them, alone or behind the key. */
export function asksParts(kind: string, names: string): Verb {
  return {
    ...asks(kind, names),
    answer: (value) => {
      if (!Array.isArray(value)) return undefined;
      return value.length === 2 && Array.isArray(value[1]) ? value[1] : value;
    },
  };
}

/** Gives the key alone, whatever is given with it; it may stand in a transaction of that one write. */
export function givesKey(kind: string, names: string): Verb {
  return {
    names: names.split(" "),
    kind,
    isAboutKey: true,
    form: "a key",
    ask: (value) => {
      const key = Array.isArray(value) && value.length === 1 && isStep("w", value[0]) ? value[0][1] : value;
      return isScalar(key) ? { key } : undefined;
    },
    answer: () => null,
    tell: ({ key }) => key,
    tellAnswer: (_, { key }) => key,
  };
}

type Step = readonly [name: string, key: unknown, value: unknown];

function isStep(name: string, value: unknown): value is Step {
  return Array.isArray(value) && value.length === 3 && value[0] === name;
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
