import { SourceMap } from "node:module";
import { Script } from "node:vm";
import { Refusal } from "../kernel/refusal.js";
import type { Place } from "../node/event-guard.js";
import { type Bundle, bundleProgram, wrapper } from "./bundle.js";

/** The code of a program: bundled once, compiled once, and run in as many realms as there are processes of it. */
export class Code {
  readonly bundle: Bundle;
  readonly script: Script;
  /** What its script is called in stacks; nothing else is. */
  private readonly scriptName: string;
  private map: SourceMap | null = null;
  private lines: readonly string[] | null = null;

  constructor(bundle: Bundle) {
    this.bundle = bundle;
    this.scriptName = `program:${bundle.code}`;
    try {
      this.script = new Script(bundle.text, { filename: this.scriptName, columnOffset: -bundle.prefixLength });
    } catch (thrown) {
      throw new Refusal([{ path: bundle.file, problem: `cannot be run as a script: ${String(thrown)}` }]);
    }
  }

  /** The text with the places in the script replaced by those in the program's files. */
  placed(text: string): string {
    if (!text.includes(this.scriptName)) return text;
    return text.replace(new RegExp(`${this.scriptName}:(\\d+)(?::(\\d+))?`, "g"), (_, line, column) =>
      column === undefined ? this.placeOfLine(Number(line)) : this.place(Number(line), Number(column)),
    );
  }

  /** What a stack says about the program, and nothing about what it runs on. */
  stack(stack: string): string {
    const isCall = (line: string) => /^\s+at .*(?::\d+:\d+\)?|\(<anonymous>\))$/.test(line);
    const lines = stack.split("\n").filter((line) => !isCall(line) || this.isOwn(line));
    return this.placed(lines.join("\n"));
  }

  /** Whether a line of a stack is a call within the program. */
  isOwn(line: string): boolean {
    return line.includes(this.scriptName) && !line.includes(`at ${wrapper} (`);
  }

  /** Whether the program was under way when an error was made. */
  isOnStack(error: Error): boolean {
    return (error.stack ?? "").includes(this.scriptName);
  }

  /** The places of the program from which an error was made, the innermost first. */
  callers(error: Error): readonly string[] {
    const calls = new RegExp(`${this.scriptName}:(\\d+):(\\d+)`, "g");
    return [...(error.stack ?? "").matchAll(calls)].map(([place]) => this.placed(place));
  }

  /** A place that is known by its line only, in the program's files; null if it is none of the program's. */
  placeOf({ script, line }: Place): string | null {
    return script === this.scriptName ? this.placeOfLine(line) : null;
  }

  private placeOfLine(line: number): string {
    this.lines ??= this.bundle.text.split("\n");
    const text = this.lines[line - 1] ?? "";
    return this.place(line, text.search(/\S/) + 1).replace(/:\d+$/, "");
  }

  private place(line: number, column: number): string {
    this.map ??= new SourceMap(JSON.parse(this.bundle.sourceMap));
    const entry = this.map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry)) return `${this.bundle.file}:${line}:${column}`;
    const url = new URL(entry.originalSource, `file://${this.bundle.file}`);
    return `${decodeURI(url.pathname)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  }
}

/** By file: what has been bundled stays as it was, so that all runs in one thread are of the same code. */
const known = new Map<string, Code>();

/** From now on a program is what this bundle of it says. */
export function provideCode(bundle: Bundle): void {
  if (known.get(bundle.file)?.bundle.code !== bundle.code) known.set(bundle.file, new Code(bundle));
}

/** The code of a program. Throws a `Refusal` if there is something wrong with it. */
export function codeOf(file: string): Code {
  let code = known.get(file);
  if (code === undefined) {
    code = new Code(bundleProgram(file));
    known.set(file, code);
  }
  return code;
}
