/** One anomaly that was found. */
export interface Anomaly {
  readonly type: string;
  /** Places in the history, in the order in which the explanation needs them. */
  readonly transactions: readonly number[];
  /** Sentences that say step by step why it is one. */
  readonly explanation: readonly string[];
  /** A cycle as a drawing in text, line by line, and as a graph in the language of Graphviz. */
  readonly drawing?: readonly string[];
  readonly dot?: string;
}

/** The anomalies that were found: all are counted, the first ones of each type are kept and explained. */
export class Findings {
  readonly anomalies: Anomaly[] = [];
  readonly counts = new Map<string, number>();
  private readonly mostOfType: number;

  constructor(mostOfType: number) {
    this.mostOfType = mostOfType;
  }

  add(type: string, tell: () => Omit<Anomaly, "type">): void {
    const count = this.counts.get(type) ?? 0;
    this.counts.set(type, count + 1);
    if (count < this.mostOfType) this.anomalies.push({ type, ...tell() });
  }
}
