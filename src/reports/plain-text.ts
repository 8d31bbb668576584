/** What a terminal obeys: colours, movements of the cursor, titles. Taken out whole, or their rest would be shown. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;

const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Controls other than a new line, marks that turn the direction of what follows, and what is no character. */
const unseen = /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** A text that comes from a scenario or its nodes, as it may be shown anywhere: nothing in it is obeyed or unseen. */
export function plainText(text: string): string {
  return text
    .replace(sequences, "")
    .replace(/\r\n?/g, "\n")
    .replaceAll("\t", "  ")
    .replace(halves, "\ufffd")
    .replace(unseen, "·");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s*\n\s*/g, " ");
}
