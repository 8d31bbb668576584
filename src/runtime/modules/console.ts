import { Console } from "node:console";
import type { Writable } from "node:stream";
import { format } from "node:util";
import type { Realm } from "../realm.js";

/** The console of one realm: Node's, on the realm's stdout and stderr, and its clock. */
export function makeConsole(realm: Realm) {
  const { host } = realm;
  const { stdout, stderr } = realm.module("process");
  const console = new Console({ stdout, stderr, colorMode: false });
  let groups = 0;
  /** Node's way takes several times as long, and does nothing else unless there is a group to be indented. */
  const printer = (name: "log" | "info" | "debug" | "warn" | "error", stream: Writable) => {
    const usual = console[name];
    const print = (...args: unknown[]) => {
      if (groups > 0) usual(...args);
      else stream.write(`${args.length === 1 && typeof args[0] === "string" ? args[0] : format(...args)}\n`);
    };
    return Object.defineProperty(print, "name", { value: name });
  };
  const { group, groupEnd } = console;
  const begin = (...args: unknown[]) => {
    group(...args);
    groups++;
  };
  const begun = new Map<string, number>();
  const elapsed = (label: string) => `${label}: ${(host.nowUs - (begun.get(label) ?? host.nowUs)) / 1000}ms`;
  return Object.assign(console, {
    Console,
    log: printer("log", stdout),
    info: printer("info", stdout),
    debug: printer("debug", stdout),
    warn: printer("warn", stderr),
    error: printer("error", stderr),
    group: begin,
    groupCollapsed: begin,
    groupEnd() {
      groupEnd();
      groups = Math.max(0, groups - 1);
    },
    time: (label = "default") => void begun.set(label, host.nowUs),
    timeLog: (label = "default", ...args: unknown[]) => console.log(elapsed(label), ...args),
    timeEnd(label = "default") {
      console.log(elapsed(label));
      begun.delete(label);
    },
    // Where it is called from says nothing but how the program is run here.
    trace: (...args: unknown[]) => console.error(`Trace: ${format(...args)}`),
  });
}
