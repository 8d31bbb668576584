import { type Duration, parseDuration } from "../kernel/time.js";
import { didYouMean, list } from "../scenario/field.js";
import type { Range } from "./action.js";
import { Misread } from "./mistake.js";
import type { View } from "./view.js";
import { type Word, wordsOf } from "./words.js";

/** A command line behind the command's name. What nobody has asked for when all is read is one word too many. */
export class Arguments {
  readonly view: View;
  readonly words: readonly Word[];
  /** Where what is missing would stand. */
  readonly end: number;
  private readonly text: string;
  /** How many words have been asked for. */
  private used = 0;

  constructor(text: string, name: Word, view: View) {
    this.view = view;
    const behind = name.column + name.text.length;
    this.words = wordsOf(text).filter(({ column }) => column >= behind);
    this.text = text;
    this.end = text.length;
  }

  /** The first word that nobody has asked for. */
  get unused(): Word | undefined {
    return this.words[this.used];
  }

  /** All words from one on, as they stand in the line. */
  rest(place = 0): Word {
    this.used = this.words.length;
    const column = this.words[place]?.column ?? this.end;
    return { text: this.text.slice(column).trimEnd(), column };
  }

  optional(place: number): Word | undefined {
    this.used = Math.max(this.used, place + 1);
    return this.words[place];
  }

  need(place: number, what: string): Word {
    const word = this.optional(place);
    if (word === undefined) throw new Misread(this.end, `${what} is missing`);
    return word;
  }

  needRest(what: string): string {
    this.need(0, what);
    return this.rest().text;
  }

  length(place: number): Duration {
    const { text, column } = this.need(place, "a length, as in 20ms,");
    const lengthUs = parseDuration(text);
    if (typeof lengthUs !== "number") throw new Misread(column, `"${text}" ${lengthUs.problem}`);
    return text as Duration;
  }

  count(place: number, what: string): number {
    const { text, column } = this.need(place, what);
    if (!/^\d+$/.test(text)) throw new Misread(column, `"${text}" is not ${what}`);
    return Number(text);
  }

  /** Which of several packets, where somebody says. */
  send(place: number): { readonly send?: number } {
    return this.words.length > place ? { send: this.count(place, "the number of a packet") } : {};
  }

  peer(place: number): number {
    const { peers } = this.view.recording;
    const { text, column } = this.need(place, "a name");
    if (peers.includes(text)) return peers.indexOf(text);
    // The name of a client has a space in it.
    const found = peers.indexOf(this.rest(place).text);
    if (found < 0) throw noSuch(column, text, peers, "node or client");
    return found;
  }

  oneOf<T extends string>(place: number, known: readonly T[], what: string): T {
    const { text, column } = this.need(place, `a ${what}`);
    const found = known.find((word) => word === text);
    if (found === undefined) throw noSuch(column, text, known, what);
    return found;
  }

  range(place: number): Range | null {
    const word = this.optional(place);
    return word === undefined ? null : readRange(word, this.view.recording.length);
  }

  json(): unknown {
    const text = this.needRest('a row, as in {"at":"5s","for":"1s","crash":"ann"},');
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    } catch {
      // Said below.
    }
    throw new Misread(this.rest().column, 'a row is JSON, as in {"at":"5s","for":"1s","crash":"ann"}');
  }
}

/** Reads `8100..8130`. */
export function readRange({ text, column }: Word, length: number): Range {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (first === undefined) throw new Misread(column, "steps are given as first..last, as in 8100..8130");
  if (Number(first) > Number(last)) throw new Misread(column, "the first step comes before the last");
  if (Number(last) >= length) throw new Misread(column, `the steps are 0 to ${length - 1}`);
  return [Number(first), Number(last)];
}

/** A name that nothing has. */
export function noSuch(column: number, text: string, known: readonly string[], what: string): Misread {
  return new Misread(column, `there is no ${what} "${text}"${didYouMean(text, known) || ` (${list(known)})`}`);
}
