import { createRequire } from "node:module";
import type { RealmHost } from "./realm-host.js";

const load = createRequire(import.meta.url);

/** Those that say something on the real stderr, want a flag, or take over failures, as soon as they are loaded. */
const unloadable = new Set(["domain", "repl", "sqlite", "wasi", "test", "test/reporters", "sea"]);

/**
 * A module that is not there: all it exports can be seen, the constants too, but its functions throw. Programs look at
 * much more than they call.
 */
export function refusedModule(
  host: RealmHost,
  name: string,
  instead: string | undefined,
  values: Readonly<Record<string, unknown>> = {},
): unknown {
  const real: unknown = unloadable.has(name) ? {} : load(`node:${name}`);
  return Object.assign(refusedPart(host, name, instead, real, 0) as object, values);
}

function refusedPart(
  host: RealmHost,
  path: string,
  instead: string | undefined,
  real: unknown,
  depth: number,
): unknown {
  if (typeof real !== "function" && (typeof real !== "object" || real === null)) return real;
  const made = typeof real === "function" ? refusing(host, path, instead) : {};
  if (depth > 2) return made;
  for (const name of Object.keys(real)) {
    // Getters are not asked: some of them do something.
    const { value } = Object.getOwnPropertyDescriptor(real, name) as PropertyDescriptor;
    const part = refusedPart(host, `${path}.${name}`, instead, value, depth + 1);
    Object.defineProperty(made, name, { value: part, writable: true, configurable: true, enumerable: true });
  }
  return made;
}

function refusing(host: RealmHost, path: string, instead: string | undefined): object {
  return function refused() {
    host.refuse(path, instead);
  };
}
