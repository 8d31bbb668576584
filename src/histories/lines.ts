import { type Place, refusalAt } from "./event.js";

const longestLine = 2 ** 26;

/** Cuts what comes in pieces into lines. */
export class Lines {
  private readonly path: string;
  private readonly take: (line: string, place: Place) => void;
  private rest = "";
  private line = 1;

  constructor(path: string, take: (line: string, place: Place) => void) {
    this.path = path;
    this.take = take;
  }

  push(chunk: string): void {
    const text = this.rest + chunk;
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.give(text.slice(from, end));
      from = end + 1;
    }
    this.rest = text.slice(from);
    if (this.rest.length > longestLine) {
      throw refusalAt(this.place(), { problem: `the line is longer than ${longestLine} characters` });
    }
  }

  end(): void {
    if (this.rest !== "") this.give(this.rest);
    this.rest = "";
  }

  private give(line: string): void {
    this.take(line.endsWith("\r") ? line.slice(0, -1) : line, this.place());
    this.line += 1;
  }

  private place(): Place {
    return { path: this.path, line: this.line, column: 1 };
  }
}
