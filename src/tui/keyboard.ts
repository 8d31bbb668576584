import { type Input, readKeys } from "./read-keys.js";

/** Where keys come from: a terminal that can be told to pass on each of them. */
export interface Keyboard {
  setRawMode(raw: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: "data" | "end", listener: (text: string) => void): unknown;
  off(event: "data" | "end", listener: (text: string) => void): unknown;
}

/** An `Esc` after which nothing comes for so long is one, and not the beginning of another key. */
const escapeMs = 30;

/** Reads keys until told to stop, which it returns. `vanished` is told when there is no keyboard any more. */
export function listen(keyboard: Keyboard, took: (inputs: readonly Input[]) => void, vanished: () => void): () => void {
  let rest = "";
  let timer: NodeJS.Timeout | null = null;
  const data = (text: string) => {
    if (timer !== null) clearTimeout(timer);
    const read = readKeys(rest + text);
    rest = read.rest;
    timer = rest === "" ? null : setTimeout(giveUp, escapeMs);
    took(read.inputs);
  };
  const giveUp = () => {
    const keys = ["Esc", ...rest.slice(1)];
    rest = "";
    took(keys.map((key) => ({ kind: "key", key })));
  };
  keyboard.setEncoding("utf8");
  keyboard.on("data", data);
  keyboard.on("end", vanished);
  return () => {
    if (timer !== null) clearTimeout(timer);
    keyboard.off("data", data);
    keyboard.off("end", vanished);
  };
}
