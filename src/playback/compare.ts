import { canonical } from "../kernel/plain.js";
import type { PropertyReport, Report } from "../simulation/report.js";
import { describeStep } from "../simulation/trace.js";
import type { Recording } from "./recording.js";

/** The first step at which two runs differ; null if they never do. */
export function findParting(one: Recording, other: Recording): number | null {
  const common = Math.min(one.length, other.length);
  let low = 0;
  let high = common;
  // A digest takes in all that came before: once two runs differ, they do so for good.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (one.digestAt(middle) === other.digestAt(middle)) low = middle + 1;
    else high = middle;
  }
  return low < common || one.length !== other.length ? low : null;
}

/** What happened in both runs, or in one of them only: then the other one has null. */
export interface Row {
  readonly left: number | null;
  readonly right: number | null;
}

/** Two runs side by side. Up to where they part, each row is the step of its own number. */
export interface Alignment {
  readonly parting: number | null;
  /** Some rows from one on; fewer where the runs, or what is compared of them, ends. */
  rows(first: number, count: number): readonly Row[];
  /** The row of a step of one side; null beyond what is compared. */
  rowOf(side: keyof Row, step: number): number | null;
}

/** Rows behind the parting that are compared at most: far from there, nothing lines up any more. */
const mostRows = 20_000;

/** Steps of each run that are lined up at a time. */
const block = 128;

/** Lines two runs up behind the step at which they part: by who does something, and what. */
export function align(left: Recording, right: Recording): Alignment {
  const parting = findParting(left, right);
  const common = parting ?? left.length;
  const behind: Row[] = [];
  let nextLeft = common;
  let nextRight = common;
  const isOver = () => behind.length >= mostRows || (nextLeft >= left.length && nextRight >= right.length);
  const goOn = () => {
    const lefts = linesOf(left, nextLeft);
    const rights = linesOf(right, nextRight);
    const pairs = longestCommon(lefts, rights);
    const isLast = nextLeft + lefts.length >= left.length && nextRight + rights.length >= right.length;
    const [endLeft, endRight] =
      pairs.length === 0 || isLast ? [lefts.length, rights.length] : end(pairs.at(-1) as Pair);
    let [atLeft, atRight] = [0, 0];
    for (const [pairLeft, pairRight] of [...pairs, [endLeft, endRight] as const]) {
      while (atLeft < pairLeft) behind.push({ left: nextLeft + atLeft++, right: null });
      while (atRight < pairRight) behind.push({ left: null, right: nextRight + atRight++ });
      if (pairLeft < endLeft && pairRight < endRight)
        behind.push({ left: nextLeft + atLeft++, right: nextRight + atRight++ });
    }
    nextLeft += endLeft;
    nextRight += endRight;
  };
  return {
    parting,
    rows(first, count) {
      while (!isOver() && common + behind.length < first + count) goOn();
      const rows: Row[] = [];
      for (let row = first; row < first + count && row < common + behind.length; row++) {
        rows.push(row < common ? { left: row, right: row } : behind[row - common]);
      }
      return rows;
    },
    rowOf(side, step) {
      if (step < common) return step;
      while (!isOver() && (side === "left" ? nextLeft : nextRight) <= step) goOn();
      const place = behind.findIndex((row) => row[side] === step);
      return place < 0 ? null : common + place;
    },
  };
}

type Pair = readonly [left: number, right: number];

function end([left, right]: Pair): Pair {
  return [left + 1, right + 1];
}

/** What steps are lined up by. Times are left out: they differ a little soon, and by more and more. */
function linesOf(recording: Recording, from: number): string[] {
  const count = Math.max(0, Math.min(block, recording.length - from));
  return Array.from({ length: count }, (_, place) => describeStep(recording.stepAt(from + place)));
}

/** The places of a longest common subsequence. */
function longestCommon(lefts: readonly string[], rights: readonly string[]): Pair[] {
  const width = rights.length + 1;
  const lengths = new Uint16Array((lefts.length + 1) * width);
  for (let left = lefts.length - 1; left >= 0; left--) {
    for (let right = rights.length - 1; right >= 0; right--) {
      const at = left * width + right;
      lengths[at] =
        lefts[left] === rights[right] ? lengths[at + width + 1] + 1 : Math.max(lengths[at + width], lengths[at + 1]);
    }
  }
  const pairs: Pair[] = [];
  for (let [left, right] = [0, 0]; left < lefts.length && right < rights.length; ) {
    const at = left * width + right;
    if (lefts[left] === rights[right]) pairs.push([left++, right++]);
    else if (lengths[at + width] >= lengths[at + 1]) left++;
    else right++;
  }
  return pairs;
}

/** What became of a property in the one run and in the other. */
export interface Judged {
  readonly kind: PropertyReport["kind"] | "verdict";
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** What was judged otherwise in another run: the verdict, and properties. */
export function changedVerdicts(left: Report, right: Report): readonly Judged[] {
  const verdict: Judged = { kind: "verdict", name: "the run", left: left.verdict, right: right.verdict };
  const properties = left.properties.map((property): Judged => {
    const { kind, name } = property;
    const other = right.properties.find((each) => each.kind === kind && each.name === name);
    return { kind, name, left: tell(property), right: other === undefined ? "not there" : tell(other) };
  });
  return [verdict, ...properties].filter(({ left, right }) => canonical(left) !== canonical(right));
}

function tell({ verdict, step }: PropertyReport): string {
  return step === null ? verdict : `${verdict} at step ${step}`;
}
