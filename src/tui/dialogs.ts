import type { View } from "../playback/view.js";
import type { Deed } from "./deed.js";
import { promptKey } from "./prompt.js";
import { type Dialog, mostItems } from "./session.js";

/** What a dialog is after a key, null if it closes; and what is to be done then. */
export interface DialogAnswer {
  readonly dialog: Dialog | null;
  readonly deed: Deed | null;
  /** The line that was sent off at a prompt. */
  readonly sent: string | null;
}

export interface DialogCircumstances {
  readonly view: View;
  /** Lines that were sent off at the prompt before, the last one first. */
  readonly typed: readonly string[];
  /** How many lines of the dialog are in sight, and how many there are. */
  readonly rows: number;
  readonly lines: number;
}

/** Answers a key while a dialog is open. */
export function dialogKey(
  dialog: Dialog,
  key: string,
  { view, typed, rows, lines }: DialogCircumstances,
): DialogAnswer {
  switch (dialog.kind) {
    case "prompt":
      return promptKey(dialog, key, view, typed);
    case "menu":
      return menuKey(dialog, key);
    case "help":
    case "page":
      if (closing.includes(key)) return closed;
      return stay({ ...dialog, top: Math.max(0, Math.min(lines - rows, move(dialog.top, key, rows, lines))) });
  }
}

const closing: readonly string[] = ["Esc", "q", "Enter", "?", "Backspace", "Ctrl-C"];
const closed: DialogAnswer = { dialog: null, deed: null, sent: null };

function stay(dialog: Dialog): DialogAnswer {
  return { dialog, deed: null, sent: null };
}

function menuKey(dialog: Extract<Dialog, { kind: "menu" }>, key: string): DialogAnswer {
  const { items, at } = dialog;
  if (key === "Enter" || key === "Right") return { dialog: null, deed: items[at].deed, sent: null };
  if (closing.includes(key) || key === "Left") return closed;
  return stay({ ...dialog, at: Math.max(0, Math.min(items.length - 1, move(at, key, mostItems, items.length))) });
}

/** Where a key goes in a list. */
function move(at: number, key: string, page: number, count: number): number {
  switch (key) {
    case "j":
    case "Down":
    case "Tab":
      return at + 1;
    case "k":
    case "Up":
    case "Shift-Tab":
      return at - 1;
    case "Space":
    case "PgDn":
      return at + page;
    case "b":
    case "PgUp":
      return at - page;
    case "g":
    case "Home":
      return 0;
    case "G":
    case "End":
      return count - 1;
    default:
      return at;
  }
}
