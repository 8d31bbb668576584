import { identity } from "./tell.js";
import { TextNumbers } from "./text-numbers.js";

const none = -1;

/**
 * Numbers for elements, the same for equal ones. A read mostly repeats the one before it of the same node, so that it
 * is walked along beside that, and only what differs is looked up.
 */
export class ElementNumbers {
  readonly elements: unknown[] = [];
  private readonly texts = new TextNumbers(this.elements);
  /** The numbers of small integers, which most elements are; and of all that is neither that nor a text. */
  private readonly ofSmall: Int32Array;
  private readonly ofOthers = new Map<unknown, number>();
  /** By node: its last read, and the numbers in it. */
  private readonly last = new Map<string, { readonly read: readonly unknown[]; readonly numbers: Int32Array }>();

  /** Small integers are those below `small`. */
  constructor(small: number) {
    this.ofSmall = new Int32Array(small).fill(none);
  }

  number(element: unknown): number {
    const { elements, texts, ofSmall, ofOthers } = this;
    if (typeof element === "string") return texts.number(element);
    if (typeof element === "number" && element >>> 0 === element && element < ofSmall.length) {
      if (ofSmall[element] === none) ofSmall[element] = elements.push(element) - 1;
      return ofSmall[element];
    }
    const name = identity(element);
    let number = ofOthers.get(name);
    if (number === undefined) {
      number = elements.push(element) - 1;
      ofOthers.set(name, number);
    }
    return number;
  }

  ofRead(node: string, read: readonly unknown[]): Int32Array {
    const before = this.last.get(node);
    const numbers = new Int32Array(read.length);
    let beside = 0;
    for (let at = 0; at < read.length; at++) {
      const element = read[at];
      if (before !== undefined && beside < before.read.length) {
        // Something new was put in between, or something old is gone.
        if (element !== before.read[beside] && element === before.read[beside + 1]) beside += 1;
        if (element === before.read[beside]) {
          numbers[at] = before.numbers[beside++];
          continue;
        }
      }
      // New ones tend to come in the order in which they were added.
      const next = at > 0 ? numbers[at - 1] + 1 : 0;
      numbers[at] = next < this.elements.length && this.elements[next] === element ? next : this.number(element);
    }
    this.last.set(node, { read, numbers });
    return numbers;
  }
}
