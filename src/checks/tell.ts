import { canonical } from "../kernel/plain.js";
import { formatInstant } from "../kernel/time.js";
import type { Operation } from "./history.js";

const longestValue = 60;

/** A value in a sentence, cut where it is long. */
export function tellValue(value: unknown): string {
  const text = canonical(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** A request as a call, as in `put("x", 3)`. */
export function tellCall(request: unknown): string {
  if (typeof request !== "object" || request === null || !("kind" in request)) return tellValue(request);
  const { kind, ...parts } = request;
  return `${String(kind)}(${Object.values(parts).map(tellValue).join(", ")})`;
}

/** Who asked for what when, and what was answered, in a line. */
export function tellOperation({ process, request, outcome, result, invokedUs, completedUs, node }: Operation): string {
  const call = `process ${process}: ${tellCall(request)}`;
  if (outcome === "unknown") return `${call} of unknown outcome, asked of ${node}, since ${formatInstant(invokedUs)}`;
  const span = `${formatInstant(invokedUs)} – ${formatInstant(completedUs)}`;
  return outcome === "ok" ? `${call} answered ${tellValue(result)} by ${node}, ${span}` : `${call} failed, ${span}`;
}

/** The first of some things, and how many more there are. */
export function tellSome<T>(things: readonly T[], tell: (thing: T) => string, most = 5): string {
  const told = things.slice(0, most).map(tell).join(", ");
  return things.length > most ? `${told} and ${things.length - most} more` : told;
}

/** What stands for a plain value in a map: equal values have equal identities. */
export function identity(value: unknown): unknown {
  return typeof value === "object" && value !== null ? `\u0000${canonical(value)}` : value;
}
