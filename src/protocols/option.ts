import { Refusal } from "../kernel/refusal.js";
import { parseDuration } from "../kernel/time.js";

/** A duration that a user gave, in microseconds; `path` says where it stands. */
export function durationOption(path: string, duration: unknown): number {
  const parsed = parseDuration(duration);
  checkOption(path, duration, typeof parsed === "number" || parsed.problem);
  checkOption(path, duration, parsed !== 0 || "must be longer than nothing");
  return parsed as number;
}

/** Refuses an option for the problem that it has; `true` is none. */
export function checkOption(path: string, value: unknown, problem: true | string): void {
  if (problem !== true) throw new Refusal([{ path, value, problem }]);
}
