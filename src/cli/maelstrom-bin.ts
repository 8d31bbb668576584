import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Refusal } from "../kernel/refusal.js";

const scripts = /\.[cm]?[jt]sx?$/;
const ours = ["node", "nodejs", "tsx", "ts-node", "bun", "deno"];
const shells = ["sh", "bash", "zsh", "dash", "fish"];

/** The path of the program that nodes run. Throws a `Refusal` that says what to give instead if it cannot be run here. */
export function programAt(bin: string): string {
  const path = resolve(bin);
  if (scripts.test(path)) return path;
  const problem = problemWith(path, bin);
  if (problem !== null) throw new Refusal([{ path: "--bin", value: bin, problem }]);
  return path;
}

function problemWith(path: string, bin: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    const hint = bin.includes(" ") ? ": what the program is given comes after --, as in --bin ./a.js -- --fast" : "";
    return `is not there, or cannot be read${hint}`;
  }
  const interpreter = interpreterOf(text);
  if (interpreter !== null && ours.includes(interpreter)) return null;
  if (interpreter !== null && shells.includes(interpreter)) {
    // What stands for the script's own folder is left out.
    const [, started] = /(?:[)}]\/)?([\w./@-]+\.[cm]?[jt]sx?)\b/.exec(text) ?? [];
    return `is a shell script: give the program that it starts, as in --bin ${started ?? "dist/main.js"}`;
  }
  if (interpreter === null) return "is no JavaScript or TypeScript: only that can be run on a virtual clock";
  return `is run by ${interpreter}: only JavaScript and TypeScript can be run on a virtual clock`;
}

/** What the first line of a script says that it is to be run by. */
function interpreterOf(text: string): string | null {
  const [, words] = /^#!(.*)/.exec(text) ?? [];
  if (words === undefined) return null;
  const [first, ...rest] = words.trim().split(/\s+/);
  const name = basename(first) === "env" ? rest.find((word) => !word.startsWith("-") && !word.includes("=")) : first;
  return name === undefined ? null : basename(name);
}
