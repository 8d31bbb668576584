import type { Errors } from "./errors.js";

// biome-ignore lint/suspicious/noExplicitAny: whatever a program passes
export type Options = Record<string, any>;

type Callback = (...args: unknown[]) => void;

/** The many ways to say where: `(options)`, `(path)`, `(port, host)`, each with a callback at the end. */
export function whereAndCallback(args: readonly unknown[]): { options: Options; callback: Callback | undefined } {
  const last = args[args.length - 1];
  const callback = typeof last === "function" ? (last as Callback) : undefined;
  const [first, second] = args;
  if (typeof first === "object" && first !== null) return { options: { ...first }, callback };
  if (typeof first === "string" && portOf(first) === undefined) return { options: { path: first }, callback };
  if (first === undefined || first === null || typeof first === "function") return { options: {}, callback };
  return { options: { port: first, ...(typeof second === "string" ? { host: second } : {}) }, callback };
}

/** A port as Node takes one: a number, or text that is one. */
function portOf(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const port = Number(value);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : Number.isNaN(port) ? undefined : -1;
}

/** The port that a program means; throws what Node throws if it is none, by one name or by the other. */
export function checkedPort(errors: Errors, value: unknown, name = "options.port", shortName = name): number {
  const port = portOf(value);
  if (port !== undefined && port >= 0) return port;
  if (typeof value !== "number" && typeof value !== "string") {
    const problem = `The "${name}" property must be one of type number or string. Received ${shown(value)}`;
    throw errors.misuse("TypeError", "ERR_INVALID_ARG_TYPE", problem);
  }
  const kind = typeof value === "string" ? `type string ('${value}')` : `type number (${value})`;
  const problem = `${shortName} should be >= 0 and < 65536. Received ${kind}.`;
  throw errors.misuse("RangeError", "ERR_SOCKET_BAD_PORT", problem);
}

/** Something that is not what was asked for, as Node names it in its errors. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value === "object") return `an instance of ${value.constructor?.name}`;
  return `type ${typeof value} (${typeof value === "string" ? `'${value}'` : String(value)})`;
}

/** Milliseconds as Node takes them for a timeout of something. */
export function checkedTimeout(errors: Errors, value: unknown): number {
  if (typeof value !== "number") {
    const problem = `The "msecs" argument must be of type number. Received ${shown(value)}`;
    throw errors.misuse("TypeError", "ERR_INVALID_ARG_TYPE", problem);
  }
  if (value >= 0 && Number.isFinite(value)) return Math.min(Math.trunc(value), 2 ** 31 - 1);
  const problem = `The value of "msecs" is out of range. It must be a non-negative finite number. Received ${value}`;
  throw errors.misuse("RangeError", "ERR_OUT_OF_RANGE", problem);
}
