/** What can be wrong with a log. */
export const logErrors = [
  "inconsistent-offsets",
  "duplicate",
  "lost-write",
  "unseen",
  "unwritten",
  "G1a",
  "precommitted-read",
  "int-poll-skip",
  "int-nonmonotonic-poll",
  "poll-skip",
  "nonmonotonic-poll",
  "int-send-skip",
  "int-nonmonotonic-send",
  "nonmonotonic-send",
  "G1c",
  "G2",
] as const;

export type LogError = (typeof logErrors)[number];

const mostExamples = 5;

/** How often each error was found, and the first of them in sentences. */
export class ErrorCounts {
  private readonly found = new Map<LogError, { count: number; readonly examples: string[] }>();

  add(error: LogError, tell: () => string): void {
    let entry = this.found.get(error);
    if (entry === undefined) {
      entry = { count: 0, examples: [] };
      this.found.set(error, entry);
    }
    entry.count += 1;
    if (entry.count <= mostExamples) entry.examples.push(tell());
  }

  /** In the order of `logErrors`. */
  get list(): readonly { readonly error: LogError; readonly count: number; readonly examples: readonly string[] }[] {
    return logErrors.flatMap((error) => {
      const entry = this.found.get(error);
      return entry === undefined ? [] : [{ error, ...entry }];
    });
  }
}
