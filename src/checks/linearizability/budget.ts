/** What a search may spend: steps, each a call of the model or the recall of one, and words of memory, of 32 bits. */
export class Budget {
  steps = 0;
  words = 0;
  outOfMemory = false;
  private stopAt = 0;
  private readonly mostWords: number;

  constructor(mostWords: number) {
    this.mostWords = mostWords;
  }

  /** Allows so many steps from now on, in place of what was left. */
  allow(steps: number): void {
    this.stopAt = this.steps + steps;
  }

  /** Spends one step; throws `BudgetSpent` if none is left. */
  step(): void {
    if (this.steps >= this.stopAt) throw new BudgetSpent();
    this.steps += 1;
  }

  /** Takes words; throws `BudgetSpent` if there are not so many left. */
  take(words: number): void {
    this.outOfMemory = this.words + words > this.mostWords;
    if (this.outOfMemory) throw new BudgetSpent();
    this.words += words;
  }

  /** Does what is no part of the search: its steps are not counted. */
  aside<T>(work: () => T): T {
    const { steps, stopAt } = this;
    this.stopAt = Number.POSITIVE_INFINITY;
    const done = work();
    this.steps = steps;
    this.stopAt = stopAt;
    return done;
  }
}

/** Ends a turn of a search, wherever it is; only a search ever sees it. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}
