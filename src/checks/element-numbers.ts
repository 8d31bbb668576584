import { identity } from "./tell.js";

/**
 * Numbers for elements, the same for equal ones. A read mostly repeats the one before it of the same node, so that it
 * is walked along beside that, and only what differs is looked up.
 */
export class ElementNumbers {
  readonly elements: unknown[] = [];
  private readonly byIdentity = new Map<unknown, number>();
  /** By node: its last read, and the numbers in it. */
  private readonly last = new Map<string, { readonly read: readonly unknown[]; readonly numbers: Int32Array }>();

  number(name: unknown, element: unknown): number {
    let number = this.byIdentity.get(name);
    if (number === undefined) {
      number = this.elements.length;
      this.byIdentity.set(name, number);
      this.elements.push(element);
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
      numbers[at] =
        next < this.elements.length && this.elements[next] === element ? next : this.number(identity(element), element);
    }
    this.last.set(node, { read, numbers });
    return numbers;
  }
}
