import { didYouMean, list } from "../scenario/field.js";
import type { StepEvent } from "../simulation/trace.js";
import type { Action, Range } from "./action.js";
import { Arguments, noSuch, readRange } from "./arguments.js";
import { checkCondition, checkExpression } from "./check-expression.js";
import { wordsInExpression } from "./complete-expression.js";
import { attempt, isMistake, Misread, type TextMistake } from "./mistake.js";
import { parseExpression } from "./parse-expression.js";
import { parsePlace } from "./place.js";
import { paneNames, type View } from "./view.js";
import { quote, type Word, wordsOf } from "./words.js";

/** One command of the `:` line. */
export interface Command {
  readonly name: string;
  /** What follows the name: `<what>` must, `[what]` may. */
  readonly usage: string;
  /** What it does, as a sentence without a subject. */
  readonly help: string;
  readonly read: (line: Arguments) => Action;
  /** What may stand in the place of this number among the words behind the name. */
  readonly words?: (view: View, place: number, words: readonly Word[]) => readonly string[];
}

/** All commands, in the order in which help shows them. A place as `8121`, `12.5s` or `50%` is a command, too. */
export const commands: readonly Command[] = [
  {
    name: "break",
    usage: "<condition> | event <kind> | property <name> | peer <name>",
    help: "stops there; without anything, removes all breakpoints",
    read: readBreak,
    words: (view, place, words) => {
      const sort = words[0]?.text;
      if (place === 1 && sort === "event") return eventKinds;
      if (place === 1 && sort === "property") return propertyNames(view);
      if (place === 1 && sort === "peer") return view.recording.peers;
      return place === 0 ? ["event", "property", "peer"] : [];
    },
  },
  {
    name: "show",
    usage: "<expression>",
    help: "shows what an expression is here",
    read: (line) => ({ kind: "show", text: checked(line, checkExpression) }),
  },
  { name: "search", usage: "<text>", help: "finds steps", read: (line) => search(line.needRest("a text"), 1) },
  {
    name: "filter",
    usage: "[text]",
    help: "shows only steps that contain a text, or with ! before it those that do not; all without one",
    read: (line) => ({ kind: "filter", text: line.rest().text }),
  },
  {
    name: "hide",
    usage: "<name>",
    help: "hides the steps of a node or client, or shows them again",
    read: (line) => ({ kind: "hide", peer: line.peer(0) }),
    words: (view, place) => (place === 0 ? view.recording.peers : []),
  },
  {
    name: "go",
    usage: "<step | time | percent>",
    help: "goes to a place: 8121, +10, 12.5s, -200ms, 50%",
    read: (line) => goTo(line.view, line.need(0, "a place")),
  },
  {
    name: "drop",
    usage: "[packet]",
    help: "plays the run again without the message at hand",
    read: (line) => whatIf({ kind: "drop", ...line.send(0) }),
  },
  {
    name: "delay",
    usage: "<length> [packet]",
    help: "plays the run again with the message at hand coming later",
    read: (line) => whatIf({ kind: "delay", by: line.length(0), ...line.send(1) }),
  },
  {
    name: "duplicate",
    usage: "<length> [packet]",
    help: "plays the run again with the message at hand coming a second time, so much later",
    read: (line) => whatIf({ kind: "duplicate", by: line.length(0), ...line.send(1) }),
  },
  {
    name: "crash",
    usage: "[name] <length>",
    help: "plays the run again with a node crashing here, for so long",
    read: (line) => {
      const isNamed = line.words.length > 1;
      return whatIf({ kind: "crash", peer: isNamed ? line.peer(0) : null, for: line.length(isNamed ? 1 : 0) });
    },
    words: (view, place) => (place === 0 ? view.recording.peers.slice(0, view.recording.nodeCount) : []),
  },
  {
    name: "fault",
    usage: '{"at":"5s","for":"1s","partition":"ann"}',
    help: "plays the run again with one more row of faults",
    read: (line) => whatIf({ kind: "add fault", fault: line.json() as never }),
  },
  {
    name: "remove",
    usage: "<row>",
    help: "plays the run again without a row of faults",
    read: (line) => whatIf({ kind: "remove fault", row: line.count(0, "the number of a row") }),
    words: rowNumbers,
  },
  {
    name: "move",
    usage: "<row> <time>",
    help: "plays the run again with a row of faults beginning at another time",
    read: (line) => whatIf({ kind: "move fault", row: line.count(0, "the number of a row"), at: line.length(1) }),
    words: rowNumbers,
  },
  {
    name: "seed",
    usage: "<seed>",
    help: "plays the run again with other chance from here on",
    read: (line) => whatIf({ kind: "reseed", seed: line.need(0, "a seed").text }),
  },
  {
    name: "return",
    usage: "",
    help: "goes back to the run that this one was branched from",
    read: () => ({ kind: "return" }),
  },
  {
    name: "compare",
    usage: "",
    help: "shows this run beside the one that it was branched from",
    read: () => ({ kind: "compare" }),
  },
  {
    name: "pane",
    usage: `<${paneNames.join(" | ")}>`,
    help: "shows a pane",
    read: (line) => ({ kind: "pane", pane: line.oneOf(0, paneNames, "pane") }),
    words: (_, place) => (place === 0 ? paneNames : []),
  },
  {
    name: "cone",
    usage: "",
    help: "marks what may have caused this step, and what it may have caused",
    read: () => ({ kind: "cone" }),
  },
  {
    name: "save",
    usage: "[path]",
    help: "keeps this run as a capsule",
    read: (line) => ({ kind: "save", path: line.optional(0)?.text ?? "" }),
  },
  {
    name: "export",
    usage: "<path> [from..to]",
    help: "writes steps to a file: .svg a diagram, .log for ShiViz, .ndjson a line each",
    read: (line) => ({ kind: "export", path: line.need(0, "a path").text, range: line.range(1) }),
  },
  { name: "quit", usage: "", help: "ends the explorer", read: () => ({ kind: "quit" }) },
];

const eventNames: Readonly<Record<StepEvent["kind"], true>> = {
  start: true,
  synced: true,
  resume: true,
  message: true,
  request: true,
  reply: true,
  timer: true,
  turn: true,
  timeout: true,
  retry: true,
  "fault begins": true,
  "fault ends": true,
  "rest begins": true,
  "run ends": true,
};

/** What can happen in a step. */
export const eventKinds = Object.keys(eventNames) as readonly StepEvent["kind"][];

/** Reads a line that was typed behind the `:`. A name may be cut short as long as it is the only one. */
export function parseCommand(text: string, view: View): Action | TextMistake {
  return attempt(() => {
    const [name] = wordsOf(text);
    if (name === undefined) throw new Misread(0, "a command is missing");
    if (/^[+-]?\d/.test(name.text)) return goTo(view, { text: text.trim(), column: name.column });
    const command = commandOf(name);
    const line = new Arguments(text, name, view);
    const action = command.read(line);
    const { unused } = line;
    if (unused !== undefined) throw new Misread(unused.column, `"${unused.text}" is one word too many`);
    return action;
  });
}

/** What the word under way may become: whole words, and the place from which on they replace the text. */
export function completeCommand(
  text: string,
  view: View,
): { readonly from: number; readonly words: readonly string[] } {
  const words = wordsOf(text);
  const isBehind = words.length === 0 || (/\s$/.test(text) && !hasOpenQuote(text));
  const typed = isBehind ? { text: "", column: text.length } : (words.at(-1) as Word);
  const before = isBehind ? words : words.slice(0, -1);
  const begins = (word: string) => word.startsWith(typed.text);
  if (before.length === 0) return { from: typed.column, words: commands.map(({ name }) => name).filter(begins) };
  const command = commands.find(({ name }) => name === before[0].text);
  const fitting = (command?.words?.(view, before.length - 1, before.slice(1)) ?? []).filter(begins).map(quote);
  if (fitting.length > 0 || command === undefined || !/condition|expression/.test(command.usage)) {
    return { from: typed.column, words: fitting };
  }
  return wordsInExpression(text, view.recording);
}

function hasOpenQuote(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function commandOf({ text, column }: Word): Command {
  const names = commands.map(({ name }) => name);
  const found = commands.filter(({ name }) => name.startsWith(text));
  const exact = found.find(({ name }) => name === text);
  if (exact !== undefined || found.length === 1) return exact ?? found[0];
  if (found.length > 1) {
    throw new Misread(column, `"${text}" may be ${list(found.map(({ name }) => name))}`);
  }
  throw new Misread(column, `there is no command "${text}"${didYouMean(text, names) || ` (${list(names)})`}`);
}

function whatIf(change: Extract<Action, { kind: "what if" }>["change"]): Action {
  return { kind: "what if", change };
}

function search(text: string, direction: 1 | -1): Action {
  return { kind: "search", text, direction };
}

function goTo(view: View, { text, column }: Word): Action {
  const place = parsePlace(text, view);
  if ("none" in place) throw new Misread(column, place.none);
  return { kind: "jump", step: place.step };
}

function propertyNames({ recording: { properties, health } }: View): readonly string[] {
  return [...new Set([...properties, ...(health === null ? [] : [health])].map(({ name }) => name))];
}

function rowNumbers({ recording }: View, place: number): readonly string[] {
  return place === 0 ? recording.plan.faults.map((_, row) => String(row)) : [];
}

function readBreak(line: Arguments): Action {
  const sort = line.optional(0)?.text;
  if (sort === undefined) return { kind: "clear breakpoints" };
  if (sort === "peer") return { kind: "break", at: { kind: "peer", peer: line.peer(1) } };
  if (sort === "event") {
    const event = readName(line, eventKinds, "event");
    return { kind: "break", at: { kind: "event", event } };
  }
  if (sort === "property") {
    const name = readName(line, propertyNames(line.view), "property");
    return { kind: "break", at: { kind: "property", name } };
  }
  return { kind: "break", at: { kind: "expression", text: checked(line, checkCondition) } };
}

/** A name that may have spaces in it, and needs no quotes. */
function readName(line: Arguments, known: readonly string[], what: string): string {
  const { text, column } = line.need(1, `the name of ${what === "event" ? "an event" : "a property"}`);
  if (known.includes(text)) return text;
  const rest = line.rest(1).text;
  if (!known.includes(rest)) throw noSuch(column, rest, known, what);
  return rest;
}

/** The rest of a line as an expression that has been found sound. */
function checked(line: Arguments, check: typeof checkCondition): string {
  const rest = line.rest();
  const expression = parseExpression(rest.text);
  const found = isMistake(expression) ? expression : check(expression, line.view.recording);
  if (isMistake(found)) throw new Misread(rest.column + found.column, found.problem);
  return rest.text;
}

/** Reads some steps, given as `8100..8130`, of a run of so many. */
export function parseRange(text: string, length: number): Range | TextMistake {
  return attempt(() => readRange({ text: text.trim(), column: 0 }, length));
}
