/** What a piece of a line is, for those who paint. Colour is never the only sign: what a tone says, characters say too. */
export type Tone =
  | "good"
  | "bad"
  | "doubtful"
  | "strong"
  | "faint"
  /** The title of a pane, and of the one that was chosen. */
  | "title"
  | "chosen"
  /** The step at hand. */
  | "hand"
  /** What was searched for. */
  | "match"
  | "message"
  /** The cone of the step at hand. */
  | "past"
  | "future"
  | "concurrent";

/** How panes are painted. */
export interface PaneStyle {
  /** Nothing but ASCII: no Braille, no arrows, no boxes. */
  readonly ascii: boolean;
  /** A text with the codes of its tones around it. */
  paint(text: string, tones: readonly Tone[]): string;
}

const codes: Readonly<Record<Tone, string>> = {
  good: "32",
  bad: "31",
  doubtful: "33",
  strong: "1",
  faint: "2",
  title: "2",
  chosen: "1",
  hand: "7",
  match: "33",
  message: "36",
  past: "32",
  future: "35",
  concurrent: "2",
};

/** Styles for a terminal that shows colours or not, and more than ASCII or not. */
export function paneStyle({ colours = false, ascii = false }: { colours?: boolean; ascii?: boolean } = {}): PaneStyle {
  if (!colours) return { ascii, paint: (text) => text };
  return {
    ascii,
    paint: (text, tones) =>
      tones.length === 0 ? text : `\u001b[${tones.map((tone) => codes[tone]).join(";")}m${text}\u001b[0m`,
  };
}

/** Signs of ours that ASCII has something for. */
const substitutes: Readonly<Record<string, string>> = {
  "─": "-",
  "│": "|",
  "┊": ":",
  "║": "#",
  "═": "=",
  "╌": "-",
  "╎": "!",
  "├": "[",
  "┤": "]",
  "┬": "+",
  "≀": "%",
  "●": "o",
  "◉": "@",
  "○": "o",
  "◌": ".",
  "◦": ".",
  "•": "*",
  "◇": "c",
  "◷": "t",
  "◆": "*",
  "■": "b",
  "┴": "+",
  "✖": "X",
  "✓": "+",
  "☠": "X",
  "↻": "r",
  "×": "x",
  "↑": "^",
  "↓": "v",
  "∥": "=",
  "▼": "v",
  "▲": "^",
  "←": "<",
  "→": ">",
  "·": ".",
  "…": "~",
  "–": "-",
  "²": "2",
  "█": "#",
  "▇": "#",
  "▆": "=",
  "▅": "=",
  "▄": "-",
  "▃": "-",
  "▂": "_",
  "▁": "_",
  "░": ":",
  "▒": "%",
};

/** A text in ASCII; what has no substitute becomes a question mark for each column, of which `width` tells the number. */
export function toAscii(text: string, width: (text: string) => number): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return Array.from(text, (character) => {
    if (character >= " " && character <= "~") return character;
    return substitutes[character] ?? "?".repeat(width(character));
  }).join("");
}
