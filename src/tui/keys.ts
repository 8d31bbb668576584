import type { Action } from "../playback/action.js";
import { landmarksOf } from "../playback/landmarks.js";
import { isArrival } from "../playback/other-end.js";
import type { View } from "../playback/view.js";
import type { Deed } from "./deed.js";
import type { Dialog } from "./session.js";

/** One row of the table that keys are handled by, and that footer and help are made of. */
export interface KeyRow {
  /** Names of keys, as `readKeys` gives them. */
  readonly keys: readonly string[];
  readonly help: string;
  readonly deed: (pressed: Pressed) => Deed;
  /** A word or two for the footer, and when they belong there; without it, help alone tells of this key. */
  readonly footer?: { readonly text: string; readonly applies: (view: View) => boolean };
}

/** The circumstances of a key. */
export interface Pressed {
  readonly key: string;
  readonly view: View;
  /** How many steps are a page. */
  readonly page: number;
}

export interface KeyGroup {
  readonly title: string;
  readonly rows: readonly KeyRow[];
}

const always = () => true;
const act = (action: Action) => (): Deed => ({ kind: "act", action });
const go = (to: Extract<Action, { kind: "go" }>["to"], direction: 1 | -1) => act({ kind: "go", to, direction });
const steps = (count: number) => go({ kind: "steps", count: Math.abs(count) }, count < 0 ? -1 : 1);
const deed = (value: Deed) => () => value;

/** All keys, in the order in which help shows them. Those of a dialog that is open come first: see `dialogKeys`. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: "Steps",
    rows: [
      { keys: ["j", "Down"], help: "one step on", deed: steps(1), footer: { text: "step", applies: always } },
      { keys: ["k", "Up"], help: "one step back", deed: steps(-1) },
      { keys: ["J"], help: "ten steps on", deed: steps(10) },
      { keys: ["K"], help: "ten steps back", deed: steps(-10) },
      { keys: ["Space", "PgDn"], help: "a page on", deed: ({ page }) => steps(page)() },
      { keys: ["b", "PgUp"], help: "a page back", deed: ({ page }) => steps(-page)() },
      { keys: ["g", "Home"], help: "to the first step", deed: go({ kind: "end" }, -1) },
      { keys: ["G", "End"], help: "to the last step", deed: go({ kind: "end" }, 1) },
      { keys: ["m"], help: "next step of the same node", deed: go({ kind: "same peer" }, 1) },
      { keys: ["M"], help: "step before of the same node", deed: go({ kind: "same peer" }, -1) },
      {
        keys: ["Enter", "Right"],
        help: "follow the message to where it arrives, or to its sender",
        deed: go({ kind: "other end" }, 1),
        footer: {
          text: "follow",
          applies: ({ recording, position }) =>
            recording.packetsOf(position).length > 0 || isArrival(recording, position),
        },
      },
      { keys: ["i", "Left"], help: "to where what came in was sent", deed: go({ kind: "other end" }, -1) },
      {
        keys: ["Backspace"],
        help: "back to where you came from",
        deed: act({ kind: "back" }),
        footer: { text: "back", applies: ({ trail }) => trail.length > 0 },
      },
    ],
  },
  {
    title: "Jumps",
    rows: [
      {
        keys: ["v"],
        help: "next violation",
        deed: go({ kind: "violation" }, 1),
        footer: {
          text: "violation",
          applies: ({ recording, position }) => {
            const { violations } = landmarksOf(recording);
            return violations.length > 0 && !violations.includes(position);
          },
        },
      },
      { keys: ["V"], help: "violation before", deed: go({ kind: "violation" }, -1) },
      { keys: ["f"], help: "next beginning or end of a fault", deed: go({ kind: "fault" }, 1) },
      { keys: ["F"], help: "fault before", deed: go({ kind: "fault" }, -1) },
      { keys: ["p"], help: "next change of a property", deed: go({ kind: "property" }, 1) },
      { keys: ["P"], help: "change of a property before", deed: go({ kind: "property" }, -1) },
      { keys: ["l"], help: "next change of a role, as a leader's", deed: go({ kind: "role" }, 1) },
      { keys: ["L"], help: "change of a role before", deed: go({ kind: "role" }, -1) },
      { keys: ["d"], help: "next crash or restart", deed: go({ kind: "lifecycle" }, 1) },
      { keys: ["D"], help: "crash or restart before", deed: go({ kind: "lifecycle" }, -1) },
    ],
  },
  {
    title: "Search",
    rows: [
      { keys: ["/"], help: "search", deed: deed({ kind: "prompt", prompt: "search" }) },
      {
        keys: ["n"],
        help: "next match",
        deed: go({ kind: "match" }, 1),
        footer: { text: "match", applies: ({ search }) => search !== null && search.matches.length > 0 },
      },
      { keys: ["N"], help: "match before", deed: go({ kind: "match" }, -1) },
      {
        keys: ["&"],
        help: "show only steps that match, or with ! those that do not",
        deed: ({ view }) => ({ kind: "prompt", prompt: "filter", text: view.filter }),
        footer: { text: "filter", applies: ({ filter }) => filter !== "" },
      },
      { keys: [":"], help: "go to a step or a time, or a command", deed: deed({ kind: "prompt", prompt: "command" }) },
      { keys: ["B"], help: "set or remove a breakpoint", deed: deed({ kind: "prompt", prompt: "breakpoint" }) },
      {
        keys: ["s"],
        help: "on to the next breakpoint",
        deed: act({ kind: "continue", direction: 1 }),
        footer: { text: "continue", applies: ({ breakpoints }) => breakpoints.length > 0 },
      },
      { keys: ["S"], help: "back to the breakpoint before", deed: act({ kind: "continue", direction: -1 }) },
    ],
  },
  {
    title: "Look",
    rows: [
      {
        keys: ["c"],
        help: "what may have caused this step, and what it may have caused",
        deed: act({ kind: "cone" }),
        footer: { text: "causes", applies: always },
      },
      {
        keys: ["Tab"],
        help: "next pane",
        deed: act({ kind: "pane", pane: "next" }),
        footer: { text: "pane", applies: always },
      },
      { keys: ["Shift-Tab"], help: "pane before", deed: act({ kind: "pane", pane: "previous" }) },
      {
        keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        help: "hide a node, or show it again",
        deed: ({ key }) => ({ kind: "act", action: { kind: "hide", peer: Number(key) - 1 } }),
      },
      {
        keys: ["="],
        help: "compare with the run that this one was branched from",
        deed: act({ kind: "compare" }),
        footer: { text: "compare", applies: ({ parent }) => parent !== null },
      },
      { keys: ["."], help: "play, or pause", deed: deed({ kind: "play or pause" }) },
      { keys: ["+"], help: "play faster", deed: deed({ kind: "tempo", change: "faster" }) },
      { keys: ["-"], help: "play slower", deed: deed({ kind: "tempo", change: "slower" }) },
      { keys: [","], help: "play the other way round", deed: deed({ kind: "tempo", change: "turn" }) },
    ],
  },
  {
    title: "Why, and what if",
    rows: [
      {
        keys: ["w"],
        help: "why it came to this",
        deed: deed({ kind: "menu", menu: "why" }),
        footer: { text: "why", applies: always },
      },
      {
        keys: ["x"],
        help: "what if: drop, delay or double a message, crash a node, change a fault, other chance",
        deed: deed({ kind: "menu", menu: "what if" }),
        footer: { text: "what if", applies: always },
      },
      {
        keys: ["u"],
        help: "up to the run that this one was branched from",
        deed: act({ kind: "return" }),
        footer: { text: "up", applies: ({ parent }) => parent !== null },
      },
      {
        keys: ["W"],
        help: "keep this run as a capsule",
        deed: act({ kind: "save", path: "" }),
        footer: { text: "keep", applies: ({ recording }) => recording.edits.length > 0 },
      },
      { keys: ["e"], help: "export", deed: deed({ kind: "menu", menu: "export" }) },
      { keys: ["y"], help: "the commands that show and play this again", deed: deed({ kind: "commands" }) },
    ],
  },
  {
    title: "Explorer",
    rows: [
      {
        keys: ["?"],
        help: "this help",
        deed: deed({ kind: "help" }),
        footer: { text: "help", applies: always },
      },
      { keys: ["q"], help: "quit", deed: act({ kind: "quit" }), footer: { text: "quit", applies: always } },
      { keys: ["Esc"], help: "close, or stop what takes long", deed: deed({ kind: "stop" }) },
      { keys: ["t"], help: "turn the mouse on or off: wheel and click", deed: deed({ kind: "mouse" }) },
      { keys: ["Ctrl-L"], help: "paint the screen again", deed: deed({ kind: "redraw" }) },
      { keys: ["Ctrl-Z"], help: "suspend; fg comes back", deed: deed({ kind: "suspend" }) },
      { keys: ["Ctrl-C"], help: "quit at once", deed: deed({ kind: "interrupt" }) },
    ],
  },
];

const rowOf = new Map(
  keyGroups.flatMap(({ rows }) => rows.flatMap((row) => row.keys.map((key) => [key, row] as const))),
);

/** What a key does; null if it is none of the table. */
export function deedOf(pressed: Pressed): Deed | null {
  return rowOf.get(pressed.key)?.deed(pressed) ?? null;
}

/** One hint of a footer: a key, and what it does. */
export interface Hint {
  readonly key: string;
  readonly text: string;
}

const mostHints = 8;

/** The keys that apply now: first those that do not apply always, and at the end how to get help and how to get out. */
export function hintsFor(view: View): readonly Hint[] {
  const rows = keyGroups.flatMap(({ rows }) => rows).filter(({ footer }) => footer?.applies(view) ?? false);
  const [last, others] = [rows.slice(-2), rows.slice(0, -2)];
  const special = others.filter(({ footer }) => footer?.applies !== always);
  const usual = others.filter(({ footer }) => footer?.applies === always);
  return [...[...special, ...usual].slice(0, mostHints - last.length), ...last].map((row) => ({
    key: row.keys[0],
    text: row.footer?.text ?? "",
  }));
}

const scrolling: readonly Hint[] = [
  { key: "j", text: "down" },
  { key: "k", text: "up" },
  { key: "Esc", text: "close" },
];

/** Which keys a dialog takes, as its footer says it. */
export const dialogHints: Readonly<Record<Dialog["kind"], readonly Hint[]>> = {
  prompt: [
    { key: "Enter", text: "do it" },
    { key: "Tab", text: "complete" },
    { key: "Up", text: "earlier" },
    { key: "Esc", text: "close" },
  ],
  menu: [
    { key: "j", text: "down" },
    { key: "k", text: "up" },
    { key: "Enter", text: "do it" },
    { key: "Esc", text: "close" },
  ],
  help: scrolling,
  page: scrolling,
};

const arrows: Readonly<Record<string, string>> = { Up: "↑", Down: "↓", Left: "←", Right: "→" };

/** A key as people know it; without arrows where a terminal may not have them. */
export function nameOfKey(key: string, ascii: boolean): string {
  return ascii ? key : (arrows[key] ?? key);
}
