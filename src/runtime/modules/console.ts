import { Console } from "node:console";
import { formatWithOptions } from "node:util";
import type { Realm } from "../realm.js";

/** The console of one realm: Node's, on the realm's stdout and stderr, and its clock. */
export function makeConsole(realm: Realm) {
  const { host } = realm;
  const { stdout, stderr } = realm.module("process");
  const console = new Console({ stdout, stderr, colorMode: false });
  const begun = new Map<string, number>();
  const elapsed = (label: string) => `${label}: ${(host.nowUs - (begun.get(label) ?? host.nowUs)) / 1000}ms`;
  return Object.assign(console, {
    Console,
    time: (label = "default") => void begun.set(label, host.nowUs),
    timeLog: (label = "default", ...args: unknown[]) => console.log(elapsed(label), ...args),
    timeEnd(label = "default") {
      console.log(elapsed(label));
      begun.delete(label);
    },
    // Where it is called from says nothing but how the program is run here.
    trace: (...args: unknown[]) => console.error(`Trace: ${formatWithOptions({}, ...args)}`),
  });
}
