/*
 * Source text as the architecture test reads it: code without comments and without what strings say, every character in
 * its place, so that a word found in it is a word of the program and its line is the line in the file.
 */

/** A module that a file imports, and where. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** After these words, as after an operator, a slash begins a regular expression; after other words it divides. */
const beforeExpression = new Set(
  "return typeof case in of instanceof new delete void throw await yield else do".split(" "),
);

/** The text with comments, strings, template texts and regular expressions blanked out; quotes and newlines stay. */
export function codeOf(text: string): string {
  const code = text.split("");
  /** Per template that is open: how many braces are open inside its expression. */
  const templates: number[] = [];
  let at = 0;

  const blank = (from: number, to: number) => {
    for (let position = from; position < to && position < code.length; position++) {
      if (code[position] !== "\n") code[position] = " ";
    }
  };
  /** The end of what begins here and ends before a stop, where a backslash takes the next character along. */
  const endOf = (from: number, stops: (position: number) => boolean): number => {
    let position = from;
    while (position < text.length && !stops(position)) position += text[position] === "\\" ? 2 : 1;
    return Math.min(position, text.length);
  };
  const template = () => {
    const end = endOf(at, (position) => text[position] === "`" || text.startsWith("${", position));
    blank(at, end);
    if (text[end] === "`") {
      at = end + 1;
    } else {
      templates.push(0);
      at = end + 2;
    }
  };

  while (at < text.length) {
    const character = text[at] as string;
    if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at);
      blank(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      blank(at, end < 0 ? text.length : end + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (character === '"' || character === "'") {
      const end = endOf(at + 1, (position) => text[position] === character || text[position] === "\n");
      blank(at + 1, end);
      at = end + 1;
    } else if (character === "`") {
      at++;
      template();
    } else if (character === "/" && beginsExpression(code, at)) {
      let inClass = false;
      const end = endOf(at + 1, (position) => {
        if (text[position] === "[") inClass = true;
        if (text[position] === "]") inClass = false;
        return text[position] === "\n" || (text[position] === "/" && !inClass);
      });
      blank(at + 1, end);
      at = end + 1;
    } else if (character === "{" && templates.length > 0) {
      templates[templates.length - 1]!++;
      at++;
    } else if (character === "}" && templates.length > 0) {
      at++;
      if (templates.at(-1) === 0) {
        templates.pop();
        template();
      } else {
        templates[templates.length - 1]!--;
      }
    } else {
      at++;
    }
  }
  return code.join("");
}

function beginsExpression(code: readonly string[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && /\s/.test(code[before] as string)) before--;
  if (before < 0) return true;
  const character = code[before] as string;
  if (/[\w$]/.test(character)) {
    let start = before;
    while (start > 0 && /[\w$]/.test(code[start - 1] as string)) start--;
    return beforeExpression.has(code.slice(start, before + 1).join(""));
  }
  return !")]}\"'`".includes(character);
}

/** Everything that a file imports or exports from elsewhere, types and dynamic imports included. */
export function importsOf(text: string): Import[] {
  const code = codeOf(text);
  const found: Import[] = [];
  for (const match of code.matchAll(/(?<![.\w$])(?:from\s*|import\s*\(?\s*)(["'])/g)) {
    const quote = match.index + match[0].length - 1;
    const specifier = text.slice(quote + 1, text.indexOf(match[1] as string, quote + 1));
    found.push({ specifier, line: lineAt(text, quote) });
  }
  return found;
}

/** The number of the line in which a position lies, from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}
