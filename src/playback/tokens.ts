import { Misread } from "./mistake.js";

/** A piece of an expression. */
export interface Token {
  readonly kind: "number" | "length" | "text" | "name" | "sign" | "end";
  readonly text: string;
  readonly column: number;
}

const pattern =
  /\s*(?:(?<length>\d+(?:\.\d+)?[a-z]+)|(?<number>\d+(?:\.\d+)?)|(?<text>"(?:[^"\\]|\\.)*")|(?<name>[A-Za-z_$][\w$]*)|(?<sign>\|\||&&|[=!<>]=|[<>!+\-*/().[\]]))/y;

/** Cuts an expression into pieces; the last one is its end. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find(([, part]) => part !== undefined) as
      | [Token["kind"], string]
      | undefined;
    if (found === undefined) {
      const column = at + (text.slice(at).length - text.slice(at).trimStart().length);
      if (column < text.length) throw strange(text, column);
      return [...tokens, { kind: "end", text: "", column }];
    }
    at = pattern.lastIndex;
    tokens.push({ kind: found[0], text: found[1], column: at - found[1].length });
  }
}

function strange(text: string, column: number): Misread {
  const sign = text[column];
  if (sign === '"') return new Misread(column, 'this text has no end: a " is missing');
  if (sign === "'") return new Misread(column, 'a text stands in double quotes: "…"');
  if (sign === "=") return new Misread(column, "equal is written ==");
  if (sign === "&" || sign === "|")
    return new Misread(column, `${sign === "&" ? "and" : "or"} is written ${sign}${sign}`);
  return new Misread(column, `${JSON.stringify(sign)} has no meaning here`);
}

/** What a text in quotes says. */
export function readText({ text, column }: Token): string {
  try {
    return JSON.parse(text);
  } catch {
    throw new Misread(column, "this text has a \\ that means nothing");
  }
}
