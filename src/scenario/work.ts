import type { Random } from "../kernel/random.js";
import type { Duration } from "../kernel/time.js";

/** What a client knows when it makes up its next request. */
export interface Turn {
  /** The number of the client, from 0 on. */
  readonly client: number;
  /** How many requests it has made before. */
  readonly number: number;
  /** Virtual time, in microseconds. */
  readonly atUs: number;
  /** A number that neither this nor any other client is given again in this run: for values that a history can tell apart. */
  readonly unique: () => number;
}

/** Makes up the next request of a client, or says `idle`; `random` is the client's own stream. */
export type MakeRequest<Request> = (random: Random, turn: Turn) => Request | Idle;

/** A request that is always the same, a function that makes one, or other work. */
export type Part<Request> = Work<Request> | MakeRequest<Request> | Request;

/** What clients ask for, as data: the name of its form is a key of it. */
export type Work<Request> =
  | { readonly kind: "work"; readonly mix: readonly (readonly [weight: number, part: Part<Request>])[] }
  | { readonly kind: "work"; readonly inTurn: readonly Part<Request>[] }
  | { readonly kind: "work"; readonly perClient: readonly (readonly [clients: number | "rest", part: Part<Request>])[] }
  | { readonly kind: "work"; readonly phases: readonly (readonly [length: Duration | "rest", part: Part<Request>])[] }
  | {
      readonly kind: "work";
      readonly until: number | Duration;
      readonly work: Part<Request>;
      readonly thereafter: Part<Request>;
    }
  | {
      readonly kind: "work";
      readonly onKeys: readonly string[];
      readonly skew: number;
      readonly request: (key: string, random: Random, turn: Turn) => Request | Idle;
    }
  | Idle;

export interface Idle {
  readonly kind: "work";
  readonly idle: true;
}

/** Nothing is asked for at this turn: the client waits for its next one. */
export const idle: Idle = { kind: "work", idle: true };

export function isIdle(value: unknown): value is Idle {
  return (
    typeof value === "object" && value !== null && (value as Idle).kind === "work" && (value as Idle).idle === true
  );
}

/** One of some parts, drawn anew for each request: the larger its weight, the more often. */
export function mix<const Request>(parts: readonly (readonly [weight: number, part: Part<Request>])[]): Work<Request> {
  return { kind: "work", mix: parts };
}

/** One part after another, and again from the first; each client goes round by itself. */
export function inTurn<const Request>(parts: readonly Part<Request>[]): Work<Request> {
  return { kind: "work", inTurn: parts };
}

/**
 * So many clients do this and so many that, in order of their numbers. The last row may be for the `"rest"`; without it,
 * the rows begin again with the clients that are left.
 */
export function perClient<const Request>(
  rows: readonly (readonly [clients: number | "rest", part: Part<Request>])[],
): Work<Request> {
  return { kind: "work", perClient: rows };
}

/** For so long this and for so long that, from the beginning of the run on; the last row is for the `"rest"`. */
export function phases<const Request>(
  rows: readonly (readonly [length: Duration | "rest", part: Part<Request>])[],
): Work<Request> {
  return { kind: "work", phases: rows };
}

/** So many requests of each client, or those of so long a time from its first one on, and something else thereafter. */
export function until<const Request>(
  end: number | Duration,
  work: Part<Request>,
  thereafter: Part<Request>,
): Work<Request> {
  return { kind: "work", until: end, work, thereafter };
}

/**
 * Requests about one of some keys. All are equally likely, unless there is a `skew` above 0: then the first is asked for
 * most, and the key at place n in proportion to 1 / n^skew (Zipf 1949).
 */
export function onKeys<const Request>(
  keys: readonly string[],
  request: (key: string, random: Random, turn: Turn) => Request | Idle,
  { skew = 0 }: { readonly skew?: number } = {},
): Work<Request> {
  return { kind: "work", onKeys: keys, skew, request };
}
