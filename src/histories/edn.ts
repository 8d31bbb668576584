/** What is wrong with a text that should be EDN, and how many characters into it. */
export class NoEdn extends Error {
  override readonly name = "NoEdn";
  readonly at: number;

  constructor(at: number, problem: string) {
    super(problem);
    this.at = at;
  }
}

const deepest = 200;
const closing: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };
const named: Readonly<Record<string, unknown>> = { nil: null, true: true, false: false };
const inexact: Readonly<Record<string, number>> = { "##Inf": Infinity, "##-Inf": -Infinity, "##NaN": Number.NaN };
const characters: Readonly<Record<string, string>> = { newline: "\n", return: "\r", space: " ", tab: "\t" };
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Stands for what was read and dropped. */
const nothing = Symbol("nothing");

/**
 * Reads one form of the extensible data notation (github.com/edn-format/edn) as plain data: keywords and symbols are texts
 * without their colon; lists, vectors and sets are lists; maps are objects, with texts as keys; what is tagged is what
 * it would be without its tag. Whole numbers that are too large for a number are texts. Throws `NoEdn`.
 */
export function parseEdn(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.next(0);
  reader.skip();
  if (reader.at < text.length) throw new NoEdn(reader.at, "there is more than one form where one was expected");
  return value === nothing ? undefined : value;
}

/** Reads the first form of a text, and says where it ends. */
export function parseEdnPrefix(text: string): { readonly value: unknown; readonly end: number } {
  const reader = new Reader(text);
  const value = reader.next(0);
  return { value: value === nothing ? undefined : value, end: reader.at };
}

class Reader {
  at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Passes whitespace, commas and comments. */
  skip(): void {
    const blank = /(?:[\s,\ufeff]|;[^\n]*)*/y;
    blank.lastIndex = this.at;
    blank.exec(this.text);
    this.at = blank.lastIndex;
  }

  next(depth: number): unknown {
    if (depth > deepest) throw new NoEdn(this.at, `this is nested more than ${deepest} levels deep`);
    this.skip();
    const { text, at } = this;
    const character = text[at];
    if (character === undefined) return nothing;
    if (character === '"') return this.string();
    if (character === "[" || character === "(") return this.sequence(character, depth);
    if (character === "{") return this.map(depth);
    if (closing["["] === character || closing["("] === character || closing["{"] === character) {
      throw new NoEdn(at, `${character} closes nothing`);
    }
    if (text.startsWith("#_", at)) {
      this.at += 2;
      this.needed(depth, at);
      return this.next(depth + 1);
    }
    if (text.startsWith("#{", at)) {
      this.at += 1;
      return this.sequence("{", depth);
    }
    if (character === "\\") return this.character();
    const token = this.token();
    if (character === ":") return copied(token.slice(1));
    if (character === "#" && text[at + 1] !== "#") return this.needed(depth, at);
    return atom(token, at);
  }

  /** The form that has to follow. */
  private needed(depth: number, from: number): unknown {
    const value = this.next(depth + 1);
    if (value === nothing) throw new NoEdn(from, "something has to follow");
    return value;
  }

  private sequence(open: string, depth: number): readonly unknown[] {
    const from = this.at;
    this.at += 1;
    const values: unknown[] = [];
    while (!this.closes(open, from)) {
      const value = this.next(depth + 1);
      if (value !== nothing) values.push(value);
    }
    return values;
  }

  private map(depth: number): Readonly<Record<string, unknown>> {
    const from = this.at;
    const parts = this.sequence("{", depth);
    if (parts.length % 2 === 1) throw new NoEdn(from, "the last key of this map has no value");
    const entries = Array.from({ length: parts.length / 2 }, (_, at) => [keyText(parts[2 * at]), parts[2 * at + 1]]);
    return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
  }

  private closes(open: string, from: number): boolean {
    this.skip();
    const character = this.text[this.at];
    if (character === undefined) throw new NoEdn(from, `${open} is not closed`);
    if (character === closing[open]) {
      this.at += 1;
      return true;
    }
    // A form that is dropped may be the last one before the end.
    if (!this.text.startsWith("#_", this.at)) return false;
    this.at += 2;
    this.needed(0, this.at - 2);
    return this.closes(open, from);
  }

  private string(): string {
    const from = this.at;
    const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
    quoted.lastIndex = from;
    const match = quoted.exec(this.text);
    if (match === null) throw new NoEdn(from, "this text has no end");
    this.at = quoted.lastIndex;
    return copied(match[1]).replace(
      /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
      (_, code: string | undefined, letter: string) =>
        code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  private character(): string {
    const from = this.at;
    this.at += 2;
    const rest = /[^\s,;"()[\]{}]*/y;
    rest.lastIndex = this.at;
    const name = this.text.slice(from + 1, from + 2) + (rest.exec(this.text)?.[0] ?? "");
    this.at = rest.lastIndex;
    const code = /^u([0-9a-fA-F]{4})$/.exec(name);
    if (code !== null) return String.fromCharCode(Number.parseInt(code[1], 16));
    const known = name.length === 1 ? name : characters[name];
    if (known === undefined) throw new NoEdn(from, `\\${name} is no character`);
    return known;
  }

  private token(): string {
    const rest = /[^\s,;"()[\]{}]+/y;
    rest.lastIndex = this.at;
    const token = rest.exec(this.text)?.[0] ?? "";
    this.at += token.length;
    return token;
  }
}

/** A part of a text keeps all of it in memory, with many engines: a copy does not. */
function copied(part: string): string {
  return ` ${part}`.slice(1);
}

function atom(token: string, at: number): unknown {
  if (Object.hasOwn(named, token)) return named[token];
  if (Object.hasOwn(inexact, token)) return inexact[token];
  if (!/^[+-]?\d/.test(token)) return token;
  const match = /^([+-]?\d+)(?:N|((?:\.\d*)?(?:[eE][+-]?\d+)?)M?)$/.exec(token);
  if (match !== null) {
    const number = Number(match[1] + (match[2] ?? ""));
    return match[2] || Number.isSafeInteger(number) ? number : match[1];
  }
  const ratio = /^([+-]?\d+)\/(\d+)$/.exec(token);
  if (ratio === null) throw new NoEdn(at, `${token} is no number`);
  return Number(ratio[1]) / Number(ratio[2]);
}

function keyText(key: unknown): string {
  return typeof key === "object" && key !== null ? JSON.stringify(key) : String(key);
}
