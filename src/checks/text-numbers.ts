import { mix } from "../kernel/draws.js";

const none = -1;

/**
 * Numbers for texts, which are their places in a list that may hold other things too. A table of integers finds them:
 * with a million texts, a map would take three times as long, and more than all the rest of a check.
 */
export class TextNumbers {
  private readonly list: unknown[];
  /** Pairs of the hash of a text and its number, or -1; where a pair is taken, the next one is tried. */
  private table = new Int32Array(64).fill(none);
  private size = 0;

  constructor(list: unknown[]) {
    this.list = list;
  }

  /** The number of a text; a new one is put at the end of the list. */
  number(text: string): number {
    const { list, table } = this;
    const hash = hashOf(text);
    let at = placeOf(hash, table);
    for (; table[at + 1] !== none; at = after(at, table)) {
      if (table[at] === hash && list[table[at + 1]] === text) return table[at + 1];
    }
    const number = list.push(text) - 1;
    table[at] = hash;
    table[at + 1] = number;
    this.size += 1;
    if (4 * this.size > table.length) this.grow();
    return number;
  }

  private grow(): void {
    const { table } = this;
    const wider = new Int32Array(2 * table.length).fill(none);
    for (let from = 0; from < table.length; from += 2) {
      if (table[from + 1] === none) continue;
      let at = placeOf(table[from], wider);
      while (wider[at + 1] !== none) at = after(at, wider);
      wider[at] = table[from];
      wider[at + 1] = table[from + 1];
    }
    this.table = wider;
  }
}

const placeOf = (hash: number, table: Int32Array) => (2 * hash) & (table.length - 1);
const after = (at: number, table: Int32Array) => (at + 2) & (table.length - 1);

function hashOf(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}
