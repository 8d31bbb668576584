/** One mistake of a user: where it is, what stands there, and what is wrong with it. */
export interface Mistake {
  /** As a person would point at it: `faults[2].for`. */
  readonly path: string;
  /** Left out where the path itself is what is wrong. */
  readonly value?: unknown;
  /** Continues the sentence that path and value begin: `needs a unit, as in "5s"`. */
  readonly problem: string;
}

/** What a user asked for cannot be done as it is; nothing has been run. The command line turns it into exit code 2. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(describeMistake).join("\n"));
    this.mistakes = mistakes;
  }
}

/** A mistake as one line. */
export function describeMistake(mistake: Mistake): string {
  const { path, value, problem } = mistake;
  if (!("value" in mistake)) return `${path}: ${problem}`;
  return value === undefined ? `${path} is missing: it ${problem}` : `${path}: ${shorten(value)} ${problem}`;
}

const longest = 60;

function shorten(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number") return String(value);
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
