import { readSettings, type Setting, writeSetting } from "../../scenario/override.js";

/** A setting in place of what was set at this path and below; undefined leaves that as the scenario has it. */
export type Change = Setting;

/** Settings with some of them changed, in order of their paths: what is set as a whole comes before its parts. */
export function changeSettings(set: readonly string[], changes: readonly Change[]): readonly string[] {
  const settings = new Map<string, unknown>();
  for (const { path, value } of [...readSettings(set), ...changes]) {
    for (const other of [...settings.keys()]) if (isWithin(other, path)) settings.delete(other);
    if (value !== undefined) settings.set(path, value);
  }
  return [...settings]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, value]) => writeSetting({ path, value }));
}

/** Whether a path is another one, or leads to a part of what is there. */
function isWithin(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}
