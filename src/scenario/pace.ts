import { sampleUs } from "../kernel/latency.js";
import type { Random } from "../kernel/random.js";
import { type Duration, parseDuration } from "../kernel/time.js";
import { byRole, type Phase, phaseAt } from "./ask.js";
import { type Field, isRecord } from "./field.js";
import { readPhases } from "./read-phases.js";
import { readRoles } from "./read-roles.js";

/** So many in a unit of time, as in `"100/s"`. */
type Rate = `${number}/${"us" | "ms" | "s" | "m" | "h" | "d"}`;

type Gap = Duration | readonly [Duration, Duration];

/**
 * From one request of a client to its next: always as long, between two lengths, or at random times of this rate
 * (Poisson). With `across: "all"`, from one request to the next of all clients together: each turn goes to the next client
 * that waits for nothing. `stagger` lets each client begin later, by chance up to so long.
 */
export type Pace =
  | Gap
  | { readonly rate: Rate; readonly across?: "all" }
  | { readonly every: Gap; readonly across?: "all" }
  | { readonly every: Gap; readonly stagger: Duration };

/** One pace, or one after another, each for its time; the last is for the `"rest"`. */
type PhasedPaces = Pace | readonly (readonly [length: Duration | "rest", pace: Pace])[];

/** The paces of all clients, or of so many and so many, in order of their numbers. */
export type Paces =
  | PhasedPaces
  | { readonly perClient: readonly (readonly [clients: number | "rest", pace: PhasedPaces])[] };

/** How turns follow on one another in a phase. */
interface Turns {
  /** How long until the next one, as a draw. */
  readonly gapUs: (random: Random) => number;
  /** Whether they are one row for all clients. */
  readonly isShared: boolean;
  /** By how much the first one may be later. */
  readonly staggerUs: number;
}

/** Paces that were checked. */
export type PacePlan = readonly Phase<Turns>[];

/**
 * When a client has its next turn of its own, or the clients theirs that they share: infinity if never. Where a phase ends
 * before it, the wait begins anew with the pace of the next.
 */
export function nextTurnUs(paces: PacePlan, random: Random, nowUs: number, isShared = false): number {
  for (let fromUs = nowUs; fromUs !== Number.POSITIVE_INFINITY; ) {
    const { endUs, value } = phaseAt(paces, fromUs);
    if (value.isShared === isShared) {
      // No turn falls on the beginning of a phase.
      const begins = fromUs === 0 || fromUs !== nowUs;
      const lateUs = begins && value.staggerUs > 0 ? random.int(0, value.staggerUs) : 0;
      const turnUs = fromUs + lateUs + value.gapUs(random);
      if (turnUs < endUs) return turnUs;
    }
    fromUs = endUs;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether the turns of an instant are shared by all clients. */
export function isSharedAt(paces: PacePlan, atUs: number): boolean {
  return phaseAt(paces, atUs).value.isShared;
}

/** The paces of each client, by its number. */
export function readPaces(field: Field): (client: number) => PacePlan {
  if (isRecord(field.value) && "perClient" in field.value) {
    field.isObject(["perClient"]);
    const { counts, parts } = readRoles(field.at("perClient"), "pace", (pace) => readPhased(pace, true));
    return byRole(counts, parts);
  }
  const paces = readPhased(field, false);
  return () => paces;
}

function readPhased(field: Field, isOfSome: boolean): PacePlan {
  const read = (pace: Field) => readPace(pace, isOfSome);
  const isPhased = Array.isArray(field.value) && field.value.some(Array.isArray);
  if (isPhased) return readPhases(field, 'a row, ["10s", pace] or ["rest", pace]', read);
  return [{ endUs: Number.POSITIVE_INFINITY, value: read(field) }];
}

function readPace(field: Field, isOfSome: boolean): Turns {
  if (!isRecord(field.value)) return { gapUs: readGap(field), isShared: false, staggerUs: 0 };
  const hasEvery = "every" in field.value;
  field.isObject(hasEvery ? ["every", "across", "stagger"] : ["rate", "across"]);
  const [across, stagger] = [field.at("across"), field.at("stagger")];
  const isShared = !across.isMissing;
  if (isShared && across.value !== "all") across.refuse('must be "all"');
  else if (isShared && isOfSome) across.refuse("is for all clients, and here are some of them");
  if (isShared && !stagger.isMissing) stagger.refuse("is for clients that have turns of their own");
  return {
    gapUs: hasEvery ? readGap(field.at("every")) : readRate(field.at("rate")),
    isShared,
    staggerUs: stagger.isMissing ? 0 : stagger.duration(1),
  };
}

function readGap(field: Field): Turns["gapUs"] {
  const [least, most] = field.durations(1);
  return (random) => random.int(least, most);
}

function readRate(rate: Field): Turns["gapUs"] {
  const meanUs = parseRate(rate);
  return (random) => Math.max(1, sampleUs({ formula: "exponential", a: meanUs, b: 0, leastUs: 0 }, random.word()));
}

function parseRate(rate: Field): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\/([a-z]+)$/.exec(String(rate.value)) ?? [];
  const unitUs = unit === undefined ? null : parseDuration(`1${unit}`);
  if (unitUs === null) rate.refuse('must be a rate, as in "100/s"');
  else if (typeof unitUs !== "number") rate.refuse(unitUs.problem);
  else if (!(Number(count) > 0)) rate.refuse("must be above 0");
  else if (unitUs / Number(count) < 1) rate.refuse("must be at most 1/us");
  else return unitUs / Number(count);
  return 1;
}
