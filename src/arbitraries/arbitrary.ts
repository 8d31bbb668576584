import { Arbitrary, type Random, Stream, Value } from "fast-check";

export { constant, integer, noBias, noShrink, record } from "fast-check";
export type { Arbitrary, Random };

/** How values come about, and which ones are simpler: all that an arbitrary of our own has to say. */
export interface Course<T> {
  draw(random: Random): T;
  /** What to try instead of a value that fails, the simplest first; going on from one to the next comes to an end. */
  simpler(value: T): Iterable<T>;
  /** Whether a value that somebody has written down could have been drawn, so that it can be simplified, too. */
  accepts(value: unknown): boolean;
}

/** An arbitrary whose values know by themselves what is simpler than they are. */
export function arbitrary<T>(course: Course<T>): Arbitrary<T> {
  return new Simplifying(course);
}

class Simplifying<T> extends Arbitrary<T> {
  private readonly course: Course<T>;

  constructor(course: Course<T>) {
    super();
    this.course = course;
  }

  generate(random: Random): Value<T> {
    return new Value(this.course.draw(random), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is T {
    return this.course.accepts(value);
  }

  shrink(value: T): Stream<Value<T>> {
    return Stream.of(value).flatMap((whole) => valuesOf(this.course.simpler(whole)));
  }
}

function* valuesOf<T>(simpler: Iterable<T>): IterableIterator<Value<T>> {
  for (const value of simpler) yield new Value(value, undefined);
}

/** One of some things, all equally likely. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.nextInt(0, from.length - 1)];
}

/** Some of a list, at least one, in its order. */
export function someOf<T>(random: Random, from: readonly T[], most = from.length): readonly T[] {
  const count = random.nextInt(1, most);
  const rest = from.map((_, index) => index);
  const chosen = Array.from({ length: count }, () => rest.splice(random.nextInt(0, rest.length - 1), 1)[0]);
  return chosen.sort((one, other) => one - other).map((index) => from[index]);
}

/** Whole numbers on the way from one up to another, which is left out: in ever smaller steps. */
export function* halving(low: number, value: number): Iterable<number> {
  for (let gap = value - low; gap >= 1; gap = Math.floor(gap / 2)) yield value - gap;
}
