import type { Fault } from "../../faults/row.js";
import { type Verb, verbs } from "../../faults/verbs.js";
import { canonical } from "../../kernel/plain.js";
import type { Plan } from "../../scenario/plan.js";
import type { Candidate } from "./candidate.js";
import { digitsOf } from "./round-length.js";
import { complexityOf } from "./simpler-target.js";
import { wildness } from "./wildness.js";

/**
 * How large a run is: numbers that are never negative, the one that matters most first. A run takes another one's place
 * only if it is smaller, compared number by number: there is no endless row of ever smaller ones, so shrinking ends,
 * whatever runs do.
 */
export function measureOf({ form, plan, edits }: Candidate): readonly number[] {
  const { workload, processes, durationUs, restUs } = plan;
  const faults = plan.faults.filter(({ start }) => start.kind !== "never");
  const sum = (figure: (fault: Fault) => number) => faults.reduce((total, fault) => total + figure(fault), 0);
  const names = Object.keys(processes);
  return [
    sum(({ start }) => weights[start.kind]),
    edits.length,
    names.length,
    workload?.clients ?? 0,
    workload?.requests ?? 0,
    durationUs + restUs,
    wildness(form),
    (form.drawn ?? []).reduce((total, { distance }) => total + distance, 0),
    sum(({ target }) => complexityOf(target, names)),
    sum(amountComplexity),
    sum((fault) => effectiveUs(fault, plan)),
    sum(digits),
    sum(startingUs),
    outOfOrder(faults.map(startingUs)),
  ];
}

function outOfOrder(numbers: readonly number[]): number {
  return numbers.filter((number, at) => number < (numbers[at - 1] ?? 0)).length;
}

/** Whether one measure is smaller than another. */
export function isSmaller(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((number, place) => number !== other[place]);
  return at >= 0 && one[at] < other[at];
}

/** A fault that comes again and again is worth some that come once: more of them are not simpler to understand. */
export const weights: Readonly<Record<Fault["start"]["kind"], number>> = { at: 1, when: 2, every: 4, never: 0 };

function amountComplexity({ verb, by }: Fault): number {
  const { typical } = verbs[verb].amount as Verb["amount"];
  const place = typical.findIndex((each) => canonical(each) === canonical(by));
  if (by === undefined || place >= 0) return Math.max(place, 0);
  return typical.length + (typeof by === "function" ? 1 : 0);
}

/** How long a fault can last: as long as the trouble if its end does not come before. */
function effectiveUs({ lengthUs, verb, start }: Fault, { durationUs, restUs }: Plan): number {
  if ((verbs[verb] as Verb).momentary) return 0;
  if (lengthUs === "ever") return durationUs + restUs;
  const atUs = start.kind === "at" ? start.atUs : 0;
  return atUs + lengthUs < durationUs ? lengthUs : durationUs;
}

function startingUs({ start }: Fault): number {
  return start.kind === "at" ? start.atUs : start.kind === "every" ? start.everyUs : 0;
}

function digits(fault: Fault): number {
  const { lengthUs } = fault;
  return (
    digitsOf(startingUs(fault)) +
    (typeof lengthUs === "number" && lengthUs < Number.POSITIVE_INFINITY ? 1 + digitsOf(lengthUs) : 0)
  );
}
