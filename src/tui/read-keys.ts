/** What a person has done at the terminal: pressed a key, known by its character or its name, or used the mouse. */
export type Input =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "mouse"; readonly button: MouseButton; readonly column: number; readonly row: number };

export type MouseButton = "left" | "wheel up" | "wheel down";

const controlKeys: Readonly<Record<string, string>> = {
  "\t": "Tab",
  "\r": "Enter",
  "\n": "Enter",
  "\b": "Backspace",
  "\u007f": "Backspace",
  "\u001b": "Esc",
  " ": "Space",
};

/** What follows `ESC [` or `ESC O`. */
const sequenceKeys: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  H: "Home",
  F: "End",
  Z: "Shift-Tab",
  "1~": "Home",
  "3~": "Delete",
  "4~": "End",
  "5~": "PgUp",
  "6~": "PgDn",
  "7~": "Home",
  "8~": "End",
};

const mouseButtons: Readonly<Record<number, MouseButton>> = { 0: "left", 64: "wheel up", 65: "wheel down" };

const escapeCharacter = "\u001b";
/** Behind the escape character: a whole sequence, or the beginning of one. */
const sequence = /^(?:\[[\d;<?]*[A-Za-z~]|O[A-Z])/;
const unfinished = /^(?:\[[\d;<?]*|O)?$/;

/**
 * Takes apart what a terminal in raw mode sends. Several keys may come at once, and one may come in pieces: `rest` is
 * the beginning of a sequence whose end has not come, or an `Esc` if nothing comes.
 */
export function readKeys(text: string): { readonly inputs: readonly Input[]; readonly rest: string } {
  const inputs: Input[] = [];
  let left = text;
  while (left !== "") {
    const behind = left.startsWith(escapeCharacter) ? left.slice(1) : null;
    if (behind !== null && unfinished.test(behind)) break;
    const found = behind === null ? undefined : sequence.exec(behind)?.[0];
    const input = found === undefined ? keyInput(left) : sequenceInput(found);
    if (input !== null) inputs.push(input);
    left = left.slice(found === undefined ? characterOf(left).length : 1 + found.length);
  }
  return { inputs, rest: left };
}

function characterOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) as number);
}

/** The key that the first character of a text stands for. */
function keyInput(text: string): Input {
  const character = characterOf(text);
  const code = character.charCodeAt(0);
  const key = controlKeys[character] ?? (code < 32 ? `Ctrl-${String.fromCharCode(code + 64)}` : character);
  return { kind: "key", key };
}

/** What a sequence stands for, given without its escape character; null if that is not known. */
function sequenceInput(text: string): Input | null {
  const mouse = /^\[<(\d+);(\d+);(\d+)([Mm])$/.exec(text);
  if (mouse !== null) {
    const button = mouseButtons[Number(mouse[1])];
    const released = mouse[4] === "m";
    if (button === undefined || released) return null;
    return { kind: "mouse", button, column: Number(mouse[2]) - 1, row: Number(mouse[3]) - 1 };
  }
  // Keys held together with others come as `1;5A` or `6;5~`: the key counts, what is held with it does not.
  const name = text.slice(1).replace(/^1;\d+(?=[A-Z])|;\d+(?=~)/, "");
  return Object.hasOwn(sequenceKeys, name) ? { kind: "key", key: sequenceKeys[name] } : null;
}
