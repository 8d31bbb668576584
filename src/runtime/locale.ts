import { adopt, define } from "./identity.js";

// biome-ignore lint/suspicious/noExplicitAny: a global object
type Globals = Record<string, any>;

const locale = "en-US";

/** Methods that take the machine's locale unless they are given one, and which of their parameters that is. */
const local = [
  ["Number", "toLocaleString", 0],
  ["BigInt", "toLocaleString", 0],
  ["String", "localeCompare", 1],
  ["String", "toLocaleLowerCase", 0],
  ["String", "toLocaleUpperCase", 0],
] as const;

/** Gives a realm a locale and a time zone that do not depend on the real machine, and the node's wall clock for "now". */
export function installLocale(globals: Globals, wallMs: () => number): void {
  for (const [kind, name, position] of local) {
    const { prototype } = globals[kind];
    const native = prototype[name];
    const method = function (this: unknown, ...args: unknown[]) {
      while (args.length <= position) args.push(undefined);
      args[position] ??= locale;
      return native.apply(this, args);
    };
    define(prototype, name, adopt(globals, method));
  }
  const dates = globals.Date.prototype;
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    const native = dates[name];
    const method = function (this: Date, locales: unknown = locale, options: object = {}) {
      return native.call(this, locales, { timeZone: "UTC", ...options });
    };
    define(dates, name, adopt(globals, method));
  }
  const intl = globals.Intl;
  const format = Object.getOwnPropertyDescriptor(intl.DateTimeFormat.prototype, "format")?.get as () => unknown;
  const formatToParts = intl.DateTimeFormat.prototype.formatToParts;
  for (const name of Object.getOwnPropertyNames(intl)) {
    const Native = intl[name];
    if (typeof Native !== "function" || !("supportedLocalesOf" in Native)) continue;
    const filled = ([locales = locale, options, ...more]: unknown[]) =>
      name === "DateTimeFormat" ? [locales, { timeZone: "UTC", ...(options as object) }] : [locales, options, ...more];
    const Filled: object = new Proxy(Native, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, filled(args), newTarget === Filled ? target : newTarget),
      apply: (target, self, args) => Reflect.apply(target, self, filled(args)),
    });
    define(Native.prototype, "constructor", Filled);
    define(intl, name, Filled);
  }
  const { prototype } = intl.DateTimeFormat;
  Object.defineProperty(prototype, "format", {
    configurable: true,
    get: adopt(globals, function (this: object) {
      const native = format.call(this) as (date: unknown) => string;
      return (date: unknown = wallMs()) => native(date);
    }),
  });
  define(
    prototype,
    "formatToParts",
    adopt(globals, function (this: object, date: unknown = wallMs()) {
      return formatToParts.call(this, date);
    }),
  );
}
