import type { Occurrence } from "../faults/timetable.js";
import type { FaultSpan } from "./recording.js";

/** In which steps faults began and ended. */
export class FaultLog {
  private readonly occurrences: readonly Occurrence[];
  private readonly froms: number[] = [];
  private readonly tos: (number | null)[] = [];
  /** Those that have not ended yet. */
  private lasting: number[] = [];

  constructor(occurrences: readonly Occurrence[]) {
    this.occurrences = occurrences;
  }

  note(step: number): void {
    while (this.froms.length < this.occurrences.length) {
      this.lasting.push(this.froms.length);
      this.froms.push(step);
      this.tos.push(null);
    }
    this.lasting = this.lasting.filter((number) => {
      if (this.occurrences[number].endedUs === null) return true;
      this.tos[number] = step;
      return false;
    });
  }

  spans(numberOf: (name: string) => number): readonly FaultSpan[] {
    return this.occurrences.map(({ row, text, nodes }, number) => ({
      row,
      text,
      nodes: nodes.map(numberOf),
      from: this.froms[number],
      to: this.tos[number],
    }));
  }
}
