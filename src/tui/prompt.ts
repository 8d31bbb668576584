import type { Action } from "../playback/action.js";
import { completeCommand, eventKinds, parseCommand } from "../playback/commands.js";
import { isMistake } from "../playback/mistake.js";
import type { View } from "../playback/view.js";
import type { Deed, PromptName } from "./deed.js";
import { editLine, emptyLine, type Line, lineOf } from "./line-edit.js";
import type { Dialog } from "./session.js";

export type Prompt = Extract<Dialog, { kind: "prompt" }>;

/** What is special about each prompt. */
interface Kind {
  /** What stands before the line. */
  readonly sign: string;
  /** What a line asks for; null if there is nothing to do. */
  readonly read: (text: string, view: View) => Deed | null;
  /** What the last word of a line may become: whole words, and the place where they begin. */
  readonly complete: (text: string, view: View) => { readonly from: number; readonly words: readonly string[] };
}

const breakCommand = "break ";

export const prompts: Readonly<Record<PromptName, Kind>> = {
  command: {
    sign: ":",
    read(text, view) {
      if (text.trim() === "") return null;
      return text.trim() === "help" ? { kind: "help" } : readCommand(text, view);
    },
    complete: completeCommand,
  },
  search: {
    sign: "/",
    read: (text) => (text === "" ? null : act({ kind: "search", text, direction: 1 })),
    complete: completeName,
  },
  filter: { sign: "&", read: (text) => act({ kind: "filter", text }), complete: completeName },
  breakpoint: {
    sign: "stop where ",
    read: (text, view) => (text.trim() === "" ? null : readCommand(breakCommand + text, view)),
    complete(text, view) {
      const { from, words } = completeCommand(breakCommand + text, view);
      return { from: from - breakCommand.length, words };
    },
  },
};

export function openPrompt(prompt: PromptName, text = ""): Prompt {
  return { kind: "prompt", prompt, line: lineOf(text), earlier: -1, completions: [] };
}

/** What a prompt is after a key, null if it closes; and what is to be done then. */
export interface PromptAnswer {
  readonly dialog: Prompt | null;
  readonly deed: Deed | null;
  /** The line that was sent off. */
  readonly sent: string | null;
}

/** Answers a key; `typed` are the lines that were sent off before, the last one first. */
export function promptKey(dialog: Prompt, key: string, view: View, typed: readonly string[]): PromptAnswer {
  const { line, prompt } = dialog;
  const stay = (changes: Partial<Prompt>) => ({
    dialog: { ...dialog, completions: [], ...changes },
    deed: null,
    sent: null,
  });
  const recall = (earlier: number) =>
    earlier < -1 || earlier >= typed.length
      ? stay({})
      : stay({ earlier, line: earlier < 0 ? emptyLine : lineOf(typed[earlier]) });
  switch (key) {
    case "Esc":
    case "Ctrl-C":
      return { dialog: null, deed: null, sent: null };
    case "Enter": {
      const deed = prompts[prompt].read(line.text, view);
      // A mistake is told, and the line stays to be mended.
      const isRefused = deed?.kind === "act" && deed.action.kind === "say";
      return { dialog: isRefused ? { ...dialog, completions: [] } : null, deed, sent: isRefused ? null : line.text };
    }
    case "Tab":
      return stay(complete(dialog, view));
    case "Up":
      return recall(dialog.earlier + 1);
    case "Down":
      return recall(dialog.earlier - 1);
  }
  if (key === "Backspace" && line.text === "") return { dialog: null, deed: null, sent: null };
  return stay({ line: editLine(line, key) ?? line });
}

/** Goes on with what all ways to go on have in common, and shows them if there are several. */
function complete({ prompt, line }: Prompt, view: View): Partial<Prompt> {
  const before = line.text.slice(0, line.cursor);
  const { from, words } = prompts[prompt].complete(before, view);
  if (words.length === 0) return {};
  const common = words.length === 1 ? `${words[0]} ` : words.reduce(commonBeginning);
  const text = before.slice(0, from) + common;
  const longer: Line = { text: text + line.text.slice(line.cursor), cursor: text.length };
  return { line: longer, completions: words.length === 1 ? [] : words };
}

function commonBeginning(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

function readCommand(text: string, view: View): Deed {
  const action = parseCommand(text, view);
  return act(isMistake(action) ? { kind: "say", notice: action.problem } : action);
}

/** Names of nodes, clients and events, as they stand in the steps that are searched. */
function completeName(text: string, { recording }: View): { from: number; words: readonly string[] } {
  const from = text.search(/[^\s!]*$/);
  const typed = text.slice(from);
  const names = [...new Set([...recording.peers, ...eventKinds])];
  return { from, words: typed === "" ? [] : names.filter((name) => name.startsWith(typed)) };
}

function act(action: Action): Deed {
  return { kind: "act", action };
}
