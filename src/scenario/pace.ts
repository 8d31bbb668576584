import { sampleUs } from "../kernel/latency.js";
import type { Random } from "../kernel/random.js";
import { type Duration, parseDuration } from "../kernel/time.js";
import { type Phase, phaseAt } from "./ask.js";
import { type Field, isRecord } from "./field.js";
import { readPhases } from "./read-phases.js";

/** So many in a unit of time, as in `"100/s"`. */
type Rate = `${number}/${"us" | "ms" | "s" | "m" | "h" | "d"}`;

/** From one request of a client to its next: always as long, between two lengths, or at random times of this rate (Poisson). */
export type Pace = Duration | readonly [Duration, Duration] | { readonly rate: Rate };

/** One pace, or one after another, each for its time; the last is for the `"rest"`. */
export type Paces = Pace | readonly (readonly [length: Duration | "rest", pace: Pace])[];

/** How long a client waits for its next turn, as a draw. */
type GapUs = (random: Random) => number;

/** Paces that were checked. */
export type PacePlan = readonly Phase<GapUs>[];

/** When a client has its next turn. Where a phase ends before it, the wait begins anew with the pace of the next. */
export function nextTurnUs(paces: PacePlan, random: Random, nowUs: number): number {
  if (paces.length === 1) return nowUs + paces[0].value(random);
  for (let atUs = nowUs; ; ) {
    const { endUs, value } = phaseAt(paces, atUs);
    const turnUs = atUs + value(random);
    if (turnUs < endUs) return turnUs;
    atUs = endUs;
  }
}

export function readPaces(field: Field): PacePlan {
  const isPhased = Array.isArray(field.value) && field.value.some(Array.isArray);
  if (isPhased) return readPhases(field, 'a row, ["10s", pace] or ["rest", pace]', readPace);
  return [{ endUs: Number.POSITIVE_INFINITY, value: readPace(field) }];
}

function readPace(field: Field): GapUs {
  if (isRecord(field.value)) return readRate(field);
  const [least, most] = field.durations(1);
  return (random) => random.int(least, most);
}

function readRate(field: Field): GapUs {
  field.isObject(["rate"]);
  const rate = field.at("rate");
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
