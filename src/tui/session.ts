import type { View } from "../playback/view.js";
import type { Deed, PromptName } from "./deed.js";
import type { Line } from "./line-edit.js";

/** All that the explorer shows, as data. */
export interface Session {
  readonly view: View;
  /** What is open in front of the view; null if nothing is. */
  readonly dialog: Dialog | null;
  /** Long work that is under way, and how much of it is done, 0 to 1. */
  readonly busy: { readonly label: string; readonly share: number } | null;
  /** Steps per second when it plays; below zero, backwards. */
  readonly tempo: number;
  readonly mouse: boolean;
  /** What is to be said all the time; null if nothing is. */
  readonly standing: string | null;
}

export type Dialog =
  | {
      readonly kind: "prompt";
      readonly prompt: PromptName;
      readonly line: Line;
      /** Which of the lines that were typed before stands there, counted from the last; -1 for a new one. */
      readonly earlier: number;
      /** Ways to go on, as far as there are several. */
      readonly completions: readonly string[];
    }
  | { readonly kind: "menu"; readonly title: string; readonly items: readonly MenuItem[]; readonly at: number }
  /** All keys and commands, in place of the panes; `top` lines are scrolled away. */
  | { readonly kind: "help"; readonly top: number }
  | { readonly kind: "page"; readonly title: string; readonly lines: readonly string[]; readonly top: number };

export interface MenuItem {
  readonly label: string;
  readonly deed: Deed;
}

/** Rows of the screen, from the top: the panes, what is open, what is always said, a notice, and the keys. */
export interface Rows {
  readonly body: number;
  readonly dialog: number;
}

const footerRows = 2;

export function rowsFor({ dialog, standing }: Pick<Session, "dialog" | "standing">, rows: number): Rows {
  const free = Math.max(0, rows - footerRows - (standing === null ? 0 : 1));
  const dialogRows = Math.min(heightOf(dialog), free);
  return { body: free - dialogRows, dialog: dialogRows };
}

/** The most lines of a dialog's content that are shown at once. */
export const mostItems = 12;

/** Dialogs have a line for their title. */
function heightOf(dialog: Dialog | null): number {
  if (dialog === null || dialog.kind === "help") return 0;
  if (dialog.kind === "prompt") return dialog.completions.length > 0 ? 2 : 1;
  const count = dialog.kind === "menu" ? dialog.items.length : dialog.lines.length;
  return 1 + (dialog.kind === "menu" ? Math.min(count, mostItems) : count);
}
