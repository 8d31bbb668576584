import { ElementNumbers } from "./element-numbers.js";
import { type Findings, kindOf } from "./findings.js";
import type { History, Operation } from "./history.js";
import { identity } from "./tell.js";

const never = Number.POSITIVE_INFINITY;

/**
 * When each element of a growing set was there. Reads are gone through from the last one to the first: an element is
 * looked at again only while it is in all reads so far, so that this takes as long as the reads are, and not the number
 * of elements for each of them.
 */
export class SetReads {
  readonly history: History;
  readonly elements: readonly unknown[];
  /** By element: how often somebody tried to add it, and when that was invoked first. */
  readonly attempts: number[] = [];
  /** By element: when it was acknowledged or had been read first; infinity for never. */
  readonly knownAt: number[] = [];
  readonly knownUs: number[] = [];
  /** By element: the place in the history of the last read that has it, and of the last that has it not, or -1. */
  readonly lastPresent: Int32Array;
  readonly lastMissing: Int32Array;
  readonly phantoms: unknown[] = [];
  readonly duplicates: unknown[] = [];
  private readonly attemptedAt: number[] = [];
  private readonly numbers = new ElementNumbers();

  /** An add has this kind, and its element in this field. */
  constructor(history: History, kind: string, field: string, findings: Findings) {
    this.history = history;
    this.elements = this.numbers.elements;
    const reads: number[] = [];
    findings.spend(history.length);
    for (let place = 0; place < history.length; place++) {
      const operation = history[place];
      const asked = kindOf(operation);
      if (asked === kind) this.attempt(operation, (operation.request as Readonly<Record<string, unknown>>)[field]);
      else if (asked !== "read") findings.odd(operation);
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
    this.lastPresent = new Int32Array(count).fill(-1);
    this.lastMissing = new Int32Array(count).fill(-1);
    while (this.attempts.length < count) this.enlist();
    this.lookBack(reads, numbered);
  }

  find(element: unknown): number {
    return this.numbers.number(identity(element), element);
  }

  private attempt({ outcome, invokedAt, completedAt, completedUs }: Operation, element: unknown): void {
    const number = this.find(element);
    if (number === this.attempts.length) this.enlist();
    this.attempts[number] += 1;
    this.attemptedAt[number] = Math.min(this.attemptedAt[number], invokedAt);
    if (outcome === "ok") this.know(number, completedAt, completedUs);
  }

  private enlist(): void {
    this.attempts.push(0);
    this.attemptedAt.push(never);
    this.knownAt.push(never);
    this.knownUs.push(never);
  }

  private know(number: number, at: number, us: number): void {
    if (at >= this.knownAt[number]) return;
    this.knownAt[number] = at;
    this.knownUs[number] = us;
  }

  private lookBack(reads: readonly number[], numbered: readonly Int32Array[]): void {
    const { history, lastPresent, lastMissing, attemptedAt, elements } = this;
    const stamp = new Int32Array(elements.length).fill(-1);
    const isPhantom = new Uint8Array(elements.length);
    const isDuplicate = new Uint8Array(elements.length);
    /** The elements that were in all reads from the present one to the last. */
    let always = new Int32Array(0);
    for (let at = reads.length - 1; at >= 0; at--) {
      const place = reads[at];
      const { completedAt, completedUs } = history[place];
      for (const element of numbered[at]) {
        if (stamp[element] === place) isDuplicate[element] = 1;
        stamp[element] = place;
        if (attemptedAt[element] > completedAt) isPhantom[element] = 1;
        if (lastPresent[element] === -1) lastPresent[element] = place;
        if (completedAt < this.knownAt[element]) this.know(element, completedAt, completedUs);
      }
      if (at === reads.length - 1) {
        always = Int32Array.from(stamp.keys()).filter((element) => stamp[element] === place);
        for (let element = 0; element < stamp.length; element++) {
          if (stamp[element] !== place) lastMissing[element] = place;
        }
        continue;
      }
      let kept = 0;
      for (const element of always) {
        if (stamp[element] === place) always[kept++] = element;
        else lastMissing[element] = place;
      }
      always = always.subarray(0, kept);
    }
    for (let element = 0; element < elements.length; element++) {
      if (isPhantom[element] === 1) this.phantoms.push(elements[element]);
      if (isDuplicate[element] === 1) this.duplicates.push(elements[element]);
    }
  }
}
