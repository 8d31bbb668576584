/** A word of a command line: in double quotes if there is a space in it. */
export interface Word {
  /** Without its quotes. */
  readonly text: string;
  /** Where it begins, counted from 0. */
  readonly column: number;
}

/** The words of a text; of the last one, the closing quotes may be missing. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/"([^"]*)(?:"|$)|\S+/g)].map((match) => ({
    text: match[1] ?? match[0],
    column: match.index,
  }));
}

/** A word as it has to be typed. */
export function quote(text: string): string {
  return /[\s"]/.test(text) || text === "" ? `"${text}"` : text;
}
