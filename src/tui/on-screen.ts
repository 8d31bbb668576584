import { plainText, widthOf } from "./display-width.js";
import { toAscii } from "./style.js";

/** A text from anywhere, as it may stand on the screen: on one line, and nothing in it that a terminal obeys. */
export function onScreen(text: string, ascii: boolean): string {
  const plain = plainText(text);
  return ascii ? toAscii(plain, widthOf) : plain;
}
