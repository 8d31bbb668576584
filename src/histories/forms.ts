import { type Place, refusalAt } from "./event.js";

const longestForm = 2 ** 26;

/**
 * Cuts what comes in pieces into forms in brackets, as in `{…}` or `#tag {…}`, however they are laid out in lines. A list
 * around all of them is looked through, so that a file may be one long list.
 */
export class Forms {
  private readonly path: string;
  private readonly take: (form: string, place: Place) => void;
  /** Whether `;` begins a comment and `\` a character, as in EDN; in JSON neither exists. */
  private readonly isEdn: boolean;
  private mode: "plain" | "text" | "comment" | "character" | "escape" = "plain";
  private depth = 0;
  /** The list around all forms, while it is open. */
  private around: Place | null = null;
  /** What has come of the form that has begun, and where it began. */
  private form = "";
  private begun: Place | null = null;
  private line = 1;
  private column = 0;

  constructor(path: string, isEdn: boolean, take: (form: string, place: Place) => void) {
    this.path = path;
    this.isEdn = isEdn;
    this.take = take;
  }

  push(chunk: string): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk[at];
      if (character === "\n") {
        this.line += 1;
        this.column = 0;
      } else this.column += 1;
      const had = this.begun;
      const isOver = this.read(character);
      if (had === null) from = at;
      if (isOver) {
        const place = this.begun as Place | null;
        if (place !== null) this.take(this.form + chunk.slice(from, at + 1), place);
        this.form = "";
        this.begun = null;
      }
    }
    if (this.begun !== null) this.form += chunk.slice(from);
    if (this.form.length > longestForm) {
      throw refusalAt(this.begun ?? this.place(), { problem: `this is longer than ${longestForm} characters` });
    }
  }

  end(): void {
    const open = this.begun ?? this.around;
    if (open !== null) throw refusalAt(open, { problem: "what begins here does not end before the file does" });
  }

  /** Reads a character; true if it ends a form. */
  private read(character: string): boolean {
    switch (this.mode) {
      case "comment":
        if (character === "\n") this.mode = "plain";
        return false;
      case "text":
        if (character === "\\") this.mode = "escape";
        else if (character === '"') this.mode = "plain";
        return false;
      case "escape":
        this.mode = "text";
        return false;
      case "character":
        this.mode = "plain";
        return false;
      case "plain":
        return this.readPlain(character);
    }
  }

  private readPlain(character: string): boolean {
    if (character === ";" && this.isEdn) {
      this.mode = "comment";
      return false;
    }
    if (character === "," || character === "\ufeff" || character.trim() === "") return false;
    if ((character === "[" || character === "(") && this.begun === null && this.around === null) {
      this.around = this.place();
      return false;
    }
    const closes = character === "]" || character === ")" || character === "}";
    if (closes && this.begun === null) {
      if (this.around === null || character === "}") throw refusalAt(this.place(), { problem: "closes nothing" });
      this.around = null;
      return false;
    }
    this.begun ??= this.place();
    if (character === '"') this.mode = "text";
    else if (character === "\\" && this.isEdn) this.mode = "character";
    else if (character === "[" || character === "(" || character === "{") this.depth += 1;
    else if (closes) {
      this.depth -= 1;
      if (this.depth < 0) throw refusalAt(this.place(), { problem: "closes nothing" });
      return this.depth === 0;
    }
    return false;
  }

  private place(): Place {
    return { path: this.path, line: this.line, column: this.column };
  }
}
