import stringWidth from "string-width";

/*
 * How much room text takes on a terminal. What terminals do not agree on is taken out first, and so is all that would
 * move the cursor or change colours: texts of scenarios and messages are shown, never obeyed.
 */

/** ASCII, boxes, blocks, geometric shapes, Braille and our own signs: one column each, as everybody agrees. */
const single = /^[\x20-\x7e\u2190-\u2193\u2500-\u25fc\u2800-\u28ff·²×…–≀∥☠✖✓↻]*$/;

/** Controls, marks of direction, and what joins or varies characters. */
const unruly = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Emoji_Modifier}\p{Variation_Selector}]|\u20e3/gu;

/** Half of a pair that stands alone is no character. */
const broken = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** More than this many combining marks on one character are no text any more. */
const unitsPerColumn = 8;

/** A text as it is shown: on one line, and nothing in it that is not seen. */
export function plainText(text: string): string {
  if (single.test(text)) return text;
  const visible = (character: string) => (/[\t\n\r]/.test(character) ? " " : character < " " ? "·" : "");
  return text.replace(broken, "\ufffd").replace(unruly, visible);
}

/** How many columns a plain text takes. */
export function widthOf(text: string): number {
  return single.test(text) ? text.length : stringWidth(text);
}

/** As much of the beginning of a plain text as `width` columns hold, and how many of them it takes. */
export function fitText(text: string, width: number): { readonly text: string; readonly width: number } {
  if (text.length <= width && single.test(text)) return { text, width: text.length };
  const beginning = text.slice(0, Math.max(0, width) * unitsPerColumn + 1);
  if (single.test(beginning)) return { text: beginning.slice(0, width), width: Math.min(width, beginning.length) };
  let [taken, columns] = [0, 0];
  for (const { segment } of segmenter.segment(beginning)) {
    const more = widthOf(segment);
    if (columns + more > width) break;
    taken += segment.length;
    columns += more;
  }
  return { text: beginning.slice(0, taken), width: columns };
}
