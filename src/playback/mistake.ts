/** What is wrong with a text that somebody typed, and where. */
export interface TextMistake {
  /** The place in the text, counted from 0. */
  readonly column: number;
  /** A sentence. */
  readonly problem: string;
}

/** Thrown while a text is read, and caught where reading began. */
export class Misread extends Error {
  readonly column: number;

  constructor(column: number, problem: string) {
    super(problem);
    this.column = column;
  }
}

/** Reads a text; gives what came of it, or what is wrong with it. */
export function attempt<T>(read: () => T): T | TextMistake {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Misread) return { column: thrown.column, problem: thrown.message };
    throw thrown;
  }
}

export function isMistake(value: unknown): value is TextMistake {
  return typeof value === "object" && value !== null && "problem" in value && "column" in value;
}
