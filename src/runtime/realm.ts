import { createRequire, isBuiltin } from "node:module";
import { type Context, constants, createContext, runInContext } from "node:vm";
import type { Builtin } from "./builtin.js";
import { builtins } from "./builtins.js";
import type { Bundle } from "./bundle.js";
import { builtinName } from "./bundle.js";
import { installGlobals } from "./globals.js";
import { joinIdentities, ownView, replace } from "./identity.js";
import type { RealmHost } from "./realm-host.js";
import { refusedModule } from "./refused-module.js";

/** One process of a node: globals and modules of its own, which a crash discards. This is what a built-in is made for. */
export interface Realm {
  readonly host: RealmHost;
  /** The program's file and its folder. */
  readonly file: string;
  readonly folder: string;
  /** The global object of the program: its own Object, Error, Promise, Map …, for results that must be the program's. */
  // biome-ignore lint/suspicious/noExplicitAny: the global object has any name
  readonly globals: Record<string, any>;
  /** A built-in of this realm, by its name without `node:`: the same object each time. */
  // biome-ignore lint/suspicious/noExplicitAny: modules have any shape
  module(name: string): any;
  /** What the program calls to get a module by name. */
  readonly require: (name: string) => unknown;
  /** In which scripts are run. */
  readonly context: Context;
}

const load = createRequire(import.meta.url);

/** A fresh realm, in which nothing has run yet. */
export function makeRealm(
  host: RealmHost,
  { file }: Bundle,
  folder: string,
  others: Readonly<Record<string, Builtin>> = {},
): Realm {
  // Where a context cannot be had without its object in front, look-ups of globals are slow, and all the rest is the same.
  const context = createContext(constants?.DONT_CONTEXTIFY ?? {});
  const globals = runInContext("globalThis", context);
  const made = new Map<string, unknown>();
  const realm: Realm = {
    host,
    file,
    folder,
    context,
    globals,
    module(name) {
      let module = made.get(name);
      if (module === undefined) {
        module = makeModule(realm, name, others[name] ?? builtins[name]);
        made.set(name, module);
      }
      return module;
    },
    require: (name) => {
      const builtin = builtinName(String(name));
      if (isBuiltin(`node:${builtin}`)) return realm.module(builtin);
      // Whether it is there or not: a name that is in no `import` and no `require` as a text is not known before it is asked for.
      const error = new globals.Error(`Cannot find module '${builtin}': only what the code names as a text is bundled`);
      throw Object.assign(error, { code: "MODULE_NOT_FOUND", requireStack: [file] });
    },
  };
  Object.assign(realm.require, {
    resolve: (name: string) => name,
    cache: {},
    main: undefined,
    /** As `import(name)`. */
    later: (name: string) =>
      globals.Promise.resolve().then(() => {
        const module = realm.require(name) as object;
        return { __proto__: null, ...module, default: module };
      }),
  });
  joinIdentities(globals);
  installGlobals(realm);
  return realm;
}

/** A module that has what is also a global, as `buffer` has `Buffer`, has the realm's. */
function withGlobals({ globals }: Realm, module: object): unknown {
  if (typeof module === "function") return module;
  const shared = Object.keys(module).filter((name) => name in globals && name in globalThis);
  return replace(module, Object.fromEntries(shared.map((name) => [name, globals[name]])));
}

function passedModule(realm: Realm, name: string, without: readonly string[]): unknown {
  const module = withGlobals(realm, ownView(load(`node:${name}`)));
  const left = without.filter((each) => each in (module as object));
  const refused = left.map((each) => [each, () => realm.host.refuse(`${name}.${each}`)] as const);
  return replace(module as object, Object.fromEntries(refused));
}

function makeModule(realm: Realm, name: string, builtin: Builtin | undefined): unknown {
  if (builtin === undefined) return refusedModule(realm.host, name, undefined);
  switch (builtin.kind) {
    case "simulated":
      return builtin.make(realm);
    case "passed":
      return passedModule(realm, name, builtin.without ?? []);
    case "refused":
      return refusedModule(realm.host, name, builtin.instead);
  }
}
