/** A line that somebody types, and where its next character goes. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

export const emptyLine: Line = { text: "", cursor: 0 };

/** A line with its cursor at the end. */
export function lineOf(text: string): Line {
  return { text, cursor: text.length };
}

const edits: Readonly<Record<string, (line: Line) => Line>> = {
  Backspace: ({ text, cursor }) => cut(text, cursor - lengthBefore(text, cursor), cursor),
  Delete: ({ text, cursor }) => cut(text, cursor, cursor + lengthAfter(text, cursor)),
  Left: ({ text, cursor }) => ({ text, cursor: cursor - lengthBefore(text, cursor) }),
  Right: ({ text, cursor }) => ({ text, cursor: cursor + lengthAfter(text, cursor) }),
  Home: ({ text }) => ({ text, cursor: 0 }),
  End: ({ text }) => lineOf(text),
  "Ctrl-A": ({ text }) => ({ text, cursor: 0 }),
  "Ctrl-E": ({ text }) => lineOf(text),
  "Ctrl-U": ({ text, cursor }) => cut(text, 0, cursor),
  "Ctrl-K": ({ text, cursor }) => cut(text, cursor, text.length),
  "Ctrl-W": ({ text, cursor }) => cut(text, text.slice(0, cursor).search(/\S+\s*$|$/), cursor),
};

/** The line after a key, as shells edit theirs; null if the key is none that edits. */
export function editLine(line: Line, key: string): Line | null {
  if (Object.hasOwn(edits, key)) return edits[key](line);
  const typed = key === "Space" ? " " : key;
  if ([...typed].length !== 1) return null;
  const { text, cursor } = line;
  return { text: text.slice(0, cursor) + typed + text.slice(cursor), cursor: cursor + typed.length };
}

function cut(text: string, from: number, to: number): Line {
  const start = Math.max(0, from);
  return { text: text.slice(0, start) + text.slice(to), cursor: start };
}

/** How long the character before a place is: two where it is a pair of surrogates. */
function lengthBefore(text: string, place: number): number {
  return place === 0 ? 0 : ([...text.slice(0, place)].at(-1) as string).length;
}

function lengthAfter(text: string, place: number): number {
  return place === text.length ? 0 : String.fromCodePoint(text.codePointAt(place) as number).length;
}
