import { Refusal } from "../kernel/refusal.js";
import { isRecord } from "./field.js";
import type { Scenario } from "./scenario.js";

/**
 * A form with some of its data replaced from outside. Each setting is `path=value`, as in `workload.clients=5` or
 * `faults[0].for=2s`; a value that is not JSON is a text. Whether the result makes sense is checked when it is read.
 */
export function override(form: Scenario, settings: readonly string[]): Scenario {
  return settings.reduce<Scenario>((changed, setting) => {
    const at = setting.indexOf("=");
    const path = setting.slice(0, at).trim();
    if (at < 1 || !/^[\w[\].-]+$/.test(path)) {
      throw new Refusal([{ path: "--set", value: setting, problem: "must be path=value, as in duration=5m" }]);
    }
    const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    return replace(changed, keys, parseValue(setting.slice(at + 1)), path) as Scenario;
  }, form);
}

function replace(value: unknown, [key, ...rest]: readonly string[], replacement: unknown, path: string): unknown {
  if (key === undefined) return replacement;
  if (value !== undefined && !isRecord(value) && !Array.isArray(value)) {
    throw new Refusal([{ path: "--set", value: path, problem: `leads nowhere: there is nothing inside "${key}"` }]);
  }
  const inner = replace((value as Record<string, unknown> | undefined)?.[key], rest, replacement, path);
  if (!Array.isArray(value)) return { ...(value as object | undefined), [key]: inner };
  if (!(Number(key) < value.length)) {
    throw new Refusal([
      { path: "--set", value: path, problem: `leads nowhere: the list has ${value.length} elements` },
    ]);
  }
  return value.with(Number(key), inner);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
