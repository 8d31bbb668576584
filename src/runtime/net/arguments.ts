import { received } from "../mistakes.js";
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
    throw errors.wrongType(name, "one of type number or string", value);
  }
  const problem = `${shortName} should be >= 0 and < 65536. Received ${received(value)}.`;
  throw errors.coded("RangeError", "ERR_SOCKET_BAD_PORT", problem);
}

/** Milliseconds as Node takes them for a timeout of something. */
export function checkedTimeout(errors: Errors, value: unknown): number {
  if (typeof value !== "number") throw errors.wrongType("msecs", "of type number", value);
  if (value >= 0 && Number.isFinite(value)) return Math.min(Math.trunc(value), 2 ** 31 - 1);
  throw errors.outOfRange("msecs", "a non-negative finite number", value);
}
