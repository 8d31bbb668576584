import { canonical } from "../../kernel/plain.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Budget } from "./budget.js";
import { PairTable } from "./pair-table.js";

/** A sequential object over small integers: equal values have equal numbers, and no transition is computed twice. */
export class Transitions {
  readonly requests = new Numbering();
  readonly results = new Numbering();
  readonly states = new Numbering();
  readonly initial: number;
  private readonly object: SequentialObject;
  private readonly budget: Budget;
  /** State and request to next state and result. */
  private readonly table: PairTable;
  private latest = 0;

  constructor(object: SequentialObject, budget: Budget) {
    this.object = object;
    this.budget = budget;
    this.table = new PairTable(2, budget);
    this.initial = this.states.numberOf(object.initial);
  }

  /** The state after a request. This is one step of the search. */
  next(state: number, request: number): number {
    this.budget.step();
    const known = this.table.find(state, request);
    this.latest = known === -1 ? this.compute(state, request) : known;
    return this.table.words[this.latest];
  }

  /** What the request answered that `next` was asked about last. */
  get result(): number {
    return this.table.words[this.latest + 1];
  }

  private compute(state: number, request: number): number {
    const { state: after, result } = this.object.apply(this.states.values[state], this.requests.values[request]);
    const size = this.states.words + this.results.words;
    const numbers = [this.states.numberOf(after), this.results.numberOf(result)];
    this.budget.take(this.states.words + this.results.words - size);
    const at = this.table.add(state, request);
    this.table.words.set(numbers, at);
    return at;
  }
}

/** Numbers values from 0, in the order in which they are first met. */
class Numbering {
  readonly values: unknown[] = [];
  /** Values that are no objects are their own keys; the others, and what a map confuses, go by their text. */
  private readonly plain = new Map<unknown, number>();
  private readonly numbers = new Map<string, number>();
  /** A fair estimate of the memory it takes, in words of 32 bits. */
  words = 0;

  numberOf(value: unknown): number {
    if (typeof value === "object" || value === 0) return this.numberOfText(value);
    let number = this.plain.get(value);
    if (number === undefined) {
      number = this.numberOfText(value);
      this.plain.set(value, number);
    }
    return number;
  }

  private numberOfText(value: unknown): number {
    const text = canonical(value);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.words += 32 + text.length;
    this.numbers.set(text, this.values.length);
    return this.values.push(value) - 1;
  }
}
