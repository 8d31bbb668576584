import { types } from "node:util";
import { adopt, define } from "./identity.js";

// biome-ignore lint/suspicious/noExplicitAny: a global object
type Globals = Record<string, any>;

const units = ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"];

/** Names a zone, or is a date without a time, which is always in UTC. */
const isZoned =
  /(?:Z|\b(?:GMT|UTC?|[ECMP][SD]T)\b|:\d{2}.*[+-]\d{1,4}(?::?\d{2})?)\s*(?:\(.*\))?\s*$|^\s*[+-]?\d{4,6}(?:-\d\d){0,2}\s*$/i;

/** Gives a realm a `Date` that shows the node's wall clock, in UTC wherever the real machine stands. */
export function installDate(globals: Globals, wallMs: () => number): void {
  const Native: DateConstructor = globals.Date;
  const prototype = Native.prototype as unknown as Globals;
  const { getFullYear, getMonth, getDate, getHours, getMinutes, getSeconds, getMilliseconds } = Native.prototype;

  /** What is shown here for an instant, taken as UTC. */
  const asShown = (ms: number): number => {
    const date = new Native(ms);
    const shown = new Native(0);
    shown.setUTCFullYear(getFullYear.call(date), getMonth.call(date), getDate.call(date));
    return shown.setUTCHours(
      getHours.call(date),
      getMinutes.call(date),
      getSeconds.call(date),
      getMilliseconds.call(date),
    );
  };
  const nativeParse = Native.parse;
  const parse = (text: unknown): number => {
    const ms = nativeParse(String(text));
    return Number.isNaN(ms) || isZoned.test(String(text)) ? ms : asShown(ms);
  };
  const instantOf = (value: unknown): number => {
    if (types.isDate(value)) return value.getTime();
    const plain = typeof value === "object" && value !== null ? primitive(value) : value;
    return typeof plain === "string" ? parse(plain) : Number(plain);
  };

  function SimulatedDate(...parts: unknown[]): unknown {
    if (new.target === undefined) return `${new Native(wallMs())}`;
    const [first] = parts;
    const ms =
      parts.length === 0
        ? wallMs()
        : parts.length === 1
          ? instantOf(first)
          : Native.UTC(...(parts as [number, number]));
    return Reflect.construct(Native, [ms], new.target);
  }
  Object.defineProperty(SimulatedDate, "name", { value: "Date", configurable: true });
  Object.defineProperty(SimulatedDate, "length", { value: 7, configurable: true });
  SimulatedDate.prototype = prototype;
  define(
    SimulatedDate,
    "now",
    adopt(globals, () => wallMs()),
  );
  define(SimulatedDate, "parse", adopt(globals, parse));
  define(SimulatedDate, "UTC", Native.UTC);
  define(SimulatedDate, Symbol.hasInstance, function (this: unknown, value: unknown) {
    return this === SimulatedDate ? types.isDate(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  });
  define(prototype, "constructor", SimulatedDate);
  define(globals, "Date", adopt(globals, SimulatedDate));

  for (const unit of units) {
    define(prototype, `get${unit}`, prototype[`getUTC${unit}`]);
    if (unit !== "Day") define(prototype, `set${unit}`, prototype[`setUTC${unit}`]);
  }
  const shows = (name: string, show: (day: string, time: string) => string) =>
    define(
      prototype,
      name,
      adopt(globals, function (this: Date) {
        if (Number.isNaN(this.getTime())) return "Invalid Date";
        const [weekday, day, month, year, time] = this.toUTCString().split(" ") as [
          string,
          string,
          string,
          string,
          string,
        ];
        return show(`${weekday.slice(0, 3)} ${month} ${day} ${year}`, `${time} GMT+0000 (Coordinated Universal Time)`);
      }),
    );
  shows("toString", (day, time) => `${day} ${time}`);
  shows("toDateString", (day) => day);
  shows("toTimeString", (_, time) => time);
  define(
    prototype,
    "getTimezoneOffset",
    adopt(globals, () => 0),
  );
  define(
    prototype,
    "getYear",
    adopt(globals, function (this: Date) {
      return this.getUTCFullYear() - 1900;
    }),
  );
}

function primitive(value: object): unknown {
  const convert = (value as Globals)[Symbol.toPrimitive as never] as ((hint: string) => unknown) | undefined;
  if (typeof convert === "function") return convert.call(value, "default");
  const plain = value.valueOf();
  return typeof plain === "object" ? String(value) : plain;
}
