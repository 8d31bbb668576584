import { type Mistake, Refusal } from "../kernel/refusal.js";
import { didYouMean, isRecord } from "../scenario/field.js";

/** Where something stands in a file, as editors count: from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A client invokes an operation, or is told what came of it. */
export interface HistoryEvent {
  readonly type: "invoke" | "ok" | "fail" | "info";
  readonly process: number;
  /** What kind of operation it is, in the words of the history: `read`, `txn`. */
  readonly f: string;
  /** The arguments; or, of `ok`, what was answered, mostly together with the arguments. */
  readonly value: unknown;
  readonly key: unknown;
  /** What links it to an operation before it, and the position that others link to: in chains of causes. */
  readonly link: unknown;
  readonly position: unknown;
  /** Its place among all events, as far as it is told. */
  readonly index: number | undefined;
  readonly timeUs: number | undefined;
  readonly node: string | undefined;
  /** Whether it belongs to what is asked when everything is over and at rest. */
  readonly isFinal: boolean;
  readonly place: Place;
}

const types: readonly unknown[] = ["invoke", "ok", "fail", "info"];

/** Reads an event from a record; null if it is one of those that break things, and not of a client. */
export function readEvent(record: unknown, place: Place): HistoryEvent | null {
  if (!isRecord(record)) throw refusalAt(place, { value: record, problem: "is no event: it must be an object" });
  const { type, process, f, value = null, key, link, position, index, time, node } = record;
  if (!types.includes(type)) {
    const problem = `must be invoke, ok, fail or info${didYouMean(type, types as readonly string[])}`;
    throw refusalAt(place, { path: "type", value: type, problem });
  }
  if (process === "nemesis") return null;
  if (typeof process !== "number" || !Number.isSafeInteger(process)) {
    throw refusalAt(place, { path: "process", value: process, problem: "must be a whole number, one for each client" });
  }
  if (typeof f !== "string") throw refusalAt(place, { path: "f", value: f, problem: "must be a text, as in read" });
  const nanoseconds = time === undefined || time === null ? Number.NaN : Number(time);
  return {
    type: type as HistoryEvent["type"],
    process,
    f,
    value,
    key: key ?? undefined,
    link,
    position,
    index: typeof index === "number" ? index : undefined,
    timeUs: Number.isNaN(nanoseconds) ? undefined : nanoseconds / 1000,
    node: typeof node === "string" ? node : undefined,
    isFinal: record["final?"] === true || record.final === true,
    place,
  };
}

/** A refusal of what stands at a place. */
export function refusalAt(place: Place, mistake: Omit<Mistake, "path"> & { readonly path?: string }): Refusal {
  const { path, ...rest } = mistake;
  return new Refusal([{ ...rest, path: path === undefined ? tellPlace(place) : `${tellPlace(place)}: ${path}` }]);
}

function tellPlace({ path, line, column }: Place): string {
  return `${path}:${line}:${column}`;
}

/** The place so many characters into a text that begins at a place. */
export function placeWithin(place: Place, text: string, at: number): Place {
  const before = text.slice(0, at);
  const lines = before.split("\n").length - 1;
  const column = lines === 0 ? place.column + at : at - before.lastIndexOf("\n");
  return { ...place, line: place.line + lines, column };
}
