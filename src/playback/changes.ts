import { integers } from "./column.js";

/** What became of one part of a value: another took its place, it came in, or it went. */
export const Turn = { replaced: 0, added: 1, removed: 2 } as const;

/**
 * Changes of one value, in an order in which they can be carried out one after another, or taken back. A part that comes
 * into an object, a map or a set comes last there; in an array it moves those behind it.
 */
export class Changes {
  private readonly turns = integers();
  private readonly befores: unknown[] = [];
  private readonly afters: unknown[] = [];
  /** Of parts that have gone from an object, a map or a set: where they were, unless it was at the end. */
  private readonly places = new Map<number, number>();

  get length(): number {
    return this.befores.length;
  }

  add(turn: number, path: number, before: unknown, after: unknown, place = -1): void {
    if (place >= 0) this.places.set(this.length, place);
    this.turns.push(path * 4 + turn);
    this.befores.push(before);
    this.afters.push(after);
  }

  turnOf(change: number): number {
    return this.turns.at(change) & 3;
  }

  pathOf(change: number): number {
    return this.turns.at(change) >>> 2;
  }

  beforeOf(change: number): unknown {
    return this.befores[change];
  }

  afterOf(change: number): unknown {
    return this.afters[change];
  }

  placeOf(change: number): number {
    return this.places.get(change) ?? -1;
  }
}
