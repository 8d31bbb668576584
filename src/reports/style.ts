/** Colours, or none of them. Colour is never the only sign. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Styles for a terminal that shows colours, or for one that does not. */
export function styleFor(colours: boolean): Style {
  const paint = (code: number) =>
    colours ? (text: string) => `\u001b[${code}m${text}\u001b[0m` : (text: string) => text;
  return { good: paint(32), bad: paint(31), doubtful: paint(33), strong: paint(1), faint: paint(2) };
}
