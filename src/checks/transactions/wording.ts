import { canonical } from "../../kernel/plain.js";
import { formatInstant } from "../../kernel/time.js";
import { type Ledger, type MicroOperation, stepsOf } from "./ledger.js";
import type { Scalar } from "./values.js";

const longestValue = 40;
const mostElements = 6;
const mostSteps = 8;

/** A transaction by name, as in `T7`: its place in the history. */
export function nameOf(t: number): string {
  return `T${t}`;
}

export function tellValue(value: unknown): string {
  const text = typeof value === "string" && /^[\w.:-]+$/.test(value) ? value : canonical(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** A list, of which the end says most. */
export function tellList(list: readonly unknown[]): string {
  const end = list.slice(-mostElements).map(tellValue);
  return `[${(list.length > mostElements ? ["…", ...end] : end).join(", ")}]`;
}

export function tellKey({ keys, key }: Ledger, micro: number): string {
  return tellValue(keys[key[micro]]);
}

/** The value that a micro-operation wrote. */
export function tellWritten(ledger: Ledger, write: number): string {
  return tellValue(microOperation(ledger, write)[2]);
}

/** What a read saw. */
export function tellSeen(ledger: Ledger, read: number): string {
  const seen = microOperation(ledger, read)[2];
  if (ledger.datatype === "list") return tellList((seen as readonly Scalar[] | null) ?? []);
  return seen === null ? "nothing" : tellValue(seen);
}

/** A transaction in one line: what it did, who it was, when. */
export function tellTransaction(ledger: Ledger, t: number): string {
  const { process, invokedUs, completedUs, outcome } = ledger.history[t];
  const when =
    outcome === "unknown"
      ? `since ${formatInstant(invokedUs)}, of unknown outcome`
      : `${formatInstant(invokedUs)} – ${formatInstant(completedUs)}${outcome === "failed" ? ", failed" : ""}`;
  return `${nameOf(t)}: ${tellSteps(ledger, t)} (process ${process}, ${when})`;
}

export function tellSteps(ledger: Ledger, t: number): string {
  const steps = stepsOf(ledger.history[t]);
  const told = steps.slice(0, mostSteps).map(tellStep);
  return (steps.length > mostSteps ? [...told, `… ${steps.length - mostSteps} more`] : told).join(" · ");
}

function tellStep([name, key, argument]: MicroOperation): string {
  const told = Array.isArray(argument) ? tellList(argument) : argument === null ? "nothing" : tellValue(argument);
  return `${name} ${tellValue(key)} ${told}`;
}

function microOperation(ledger: Ledger, micro: number): MicroOperation {
  const t = ledger.owner[micro];
  return stepsOf(ledger.history[t])[micro - ledger.from[t]];
}

/** Where a micro-operation stands in what was given, for a refusal. */
export function pathOf({ owner, from }: Ledger, micro: number): string {
  return `history[${owner[micro]}].result[${micro - from[owner[micro]]}]`;
}

/** Why one transaction came before another by the clock alone. */
export function tellTimeOrder({ history }: Ledger, kind: "process" | "realtime", from: number, to: number): string {
  if (kind === "process") return `process ${history[from].process} did ${nameOf(from)} before ${nameOf(to)}`;
  const [completed, invoked] = [history[from].completedUs, history[to].invokedUs].map(formatInstant);
  return `${nameOf(from)} completed (${completed}) before ${nameOf(to)} was invoked (${invoked})`;
}
