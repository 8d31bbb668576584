import { ElementNumbers } from "./element-numbers.js";
import { type Findings, kindOf } from "./findings.js";
import type { History } from "./history.js";

const never = Number.POSITIVE_INFINITY;
const none = -1;

/**
 * When each element of a growing set was there. Reads are gone through from the last one to the first: an element is
 * looked at again only while it is in all reads so far, so that this takes as long as the reads are, and not the number
 * of elements for each of them.
 */
export class SetReads {
  readonly history: History;
  readonly elements: readonly unknown[];
  /** By element: how often somebody tried to add it. */
  readonly attempts: Int32Array;
  /** By element: when it was acknowledged or had been read first; infinity for never. */
  readonly knownAt: Float64Array;
  readonly knownUs: Float64Array;
  /** By element: the place in the history of the last read that has it, and of the last that has it not, or -1. */
  readonly lastPresent: Int32Array;
  readonly lastMissing: Int32Array;
  readonly phantoms: unknown[] = [];
  readonly duplicates: unknown[] = [];
  private readonly numbers: ElementNumbers;

  /** An add has this kind, and its element in this field. */
  constructor(history: History, kind: string, field: string, findings: Findings) {
    this.history = history;
    this.numbers = new ElementNumbers(history.length);
    this.elements = this.numbers.elements;
    // By operation: the element that it adds, or -1. The columns by element are laid out once all elements are known.
    const added = new Int32Array(history.length).fill(none);
    const reads: number[] = [];
    findings.spend(history.length);
    for (let place = 0; place < history.length; place++) {
      const operation = history[place];
      const asked = kindOf(operation);
      if (asked === kind) {
        added[place] = this.numbers.number((operation.request as Readonly<Record<string, unknown>>)[field]);
      } else if (asked !== "read") findings.odd(operation);
      else if (operation.outcome !== "ok") continue;
      else if (!Array.isArray(operation.result)) findings.odd(operation, "is no list of elements");
      else reads.push(place);
    }
    // Elements that nobody has tried to add get numbers behind the others, in the reads.
    const numbered = reads.map((place) => {
      const { node, result } = history[place];
      const list = result as readonly unknown[];
      findings.spend(list.length);
      return this.numbers.ofRead(node, list);
    });
    const count = this.elements.length;
    this.attempts = new Int32Array(count);
    this.knownAt = new Float64Array(count).fill(never);
    this.knownUs = new Float64Array(count).fill(never);
    this.lastPresent = new Int32Array(count).fill(none);
    this.lastMissing = new Int32Array(count).fill(none);
    const attemptedAt = this.lookAtAdds(added);
    this.lookBack(reads, numbered);
    for (let element = 0; element < count; element++) {
      if (attemptedAt[element] > this.knownAt[element]) this.phantoms.push(this.elements[element]);
    }
  }

  find(element: unknown): number {
    return this.numbers.number(element);
  }

  /** Gives back, by element, when somebody tried to add it first. */
  private lookAtAdds(added: Int32Array): Float64Array {
    const { history, attempts } = this;
    const attemptedAt = new Float64Array(attempts.length).fill(never);
    for (let place = 0; place < added.length; place++) {
      const element = added[place];
      if (element === none) continue;
      const { invokedAt, completedAt, completedUs, outcome } = history[place];
      // The history is in order of invocation.
      if (attempts[element]++ === 0) attemptedAt[element] = invokedAt;
      if (outcome === "ok") this.know(element, completedAt, completedUs);
    }
    return attemptedAt;
  }

  private know(element: number, at: number, us: number): void {
    if (at >= this.knownAt[element]) return;
    this.knownAt[element] = at;
    this.knownUs[element] = us;
  }

  private lookBack(reads: readonly number[], numbered: readonly Int32Array[]): void {
    const { history, elements, lastPresent, lastMissing } = this;
    /** By element: the last read that was found to have it. */
    const seenBy = new Int32Array(elements.length).fill(none);
    const isDuplicate = new Uint8Array(elements.length);
    /** The elements that were in all reads from the present one to the last. */
    let always = seenBy.map((_, element) => element);
    for (let at = reads.length - 1; at >= 0; at--) {
      const place = reads[at];
      const { completedAt, completedUs } = history[place];
      const numbers = numbered[at];
      for (let index = 0; index < numbers.length; index++) {
        const element = numbers[index];
        if (seenBy[element] === place) isDuplicate[element] = 1;
        else if (seenBy[element] === none) lastPresent[element] = place;
        seenBy[element] = place;
        this.know(element, completedAt, completedUs);
      }
      let kept = 0;
      for (let index = 0; index < always.length; index++) {
        const element = always[index];
        if (seenBy[element] === place) always[kept++] = element;
        else lastMissing[element] = place;
      }
      always = always.subarray(0, kept);
    }
    for (let element = 0; element < elements.length; element++) {
      if (isDuplicate[element] === 1) this.duplicates.push(elements[element]);
    }
  }
}
