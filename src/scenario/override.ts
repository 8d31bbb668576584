import { Refusal } from "../kernel/refusal.js";
import { isRecord } from "./field.js";
import type { Scenario } from "./scenario.js";

/** One change from outside: `path=value`, as in `workload.clients=5` or `faults[0].for=2s`. */
export interface Setting {
  readonly path: string;
  /** What is not JSON is a text. */
  readonly value: unknown;
}

/** Reads settings from a command line or a capsule. */
export function readSettings(texts: readonly string[]): readonly Setting[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    const path = text.slice(0, at).trim();
    if (at < 1 || !/^[\w[\].-]+$/.test(path)) {
      throw new Refusal([{ path: "--set", value: text, problem: "must be path=value, as in duration=5m" }]);
    }
    return { path, value: parseValue(text.slice(at + 1)) };
  });
}

/** A setting as it is read back. */
export function writeSetting({ path, value }: Setting): string {
  const isPlainText = typeof value === "string" && parseValue(value) === value;
  return `${path}=${isPlainText ? value : JSON.stringify(value)}`;
}

/**
 * A form with some of its data replaced from outside; `null` takes a key, or an element of a list, out. Whether the
 * result makes sense is checked when it is read.
 */
export function override(form: Scenario, settings: readonly Setting[]): Scenario {
  // Elements are taken out in the end, the last ones first, so that until then they all keep their numbers.
  const isRemoval = ({ path, value }: Setting) => value === null && path.endsWith("]");
  const place = ({ path }: Setting) => Number(/\[(\d+)\]$/.exec(path)?.[1]);
  const removals = settings.filter(isRemoval).sort((one, other) => place(other) - place(one));
  const all = [...settings.filter((setting) => !isRemoval(setting)), ...removals];
  return all.reduce<Scenario>((changed, { path, value }) => {
    const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    return replace(changed, keys, value, path) as Scenario;
  }, form);
}

function replace(value: unknown, [key, ...rest]: readonly string[], replacement: unknown, path: string): unknown {
  if (key === undefined) return replacement;
  if (value !== undefined && !isRecord(value) && !Array.isArray(value)) {
    throw new Refusal([{ path: "--set", value: path, problem: `leads nowhere: there is nothing inside "${key}"` }]);
  }
  const inner = replace((value as Record<string, unknown> | undefined)?.[key], rest, replacement, path);
  const isTakenOut = inner === null && rest.length === 0;
  if (!Array.isArray(value)) {
    const { [key]: _, ...others } = (value ?? {}) as Record<string, unknown>;
    return isTakenOut ? others : { ...value, [key]: inner };
  }
  if (!(Number(key) < value.length)) {
    throw new Refusal([
      { path: "--set", value: path, problem: `leads nowhere: the list has ${value.length} elements` },
    ]);
  }
  return isTakenOut ? value.toSpliced(Number(key), 1) : value.with(Number(key), inner);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
