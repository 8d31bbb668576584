import { plural, type Summary } from "../hunt/summary.js";
import type { HuntCircumstances } from "./hunt-circumstances.js";

/** What was found, in a few words. */
export function huntHeadline({ runs, scenarios, bugs }: Summary): string {
  const lost = bugs.reduce((sum, { seeds }) => sum + seeds.length, 0);
  return bugs.length > 0
    ? `${plural(bugs.length, "bug")} in ${lost} of ${plural(runs, "run")}`
    : `${plural(runs, "run")} of ${plural(scenarios.length, "scenario")}`;
}

/** How much was played, and how fast: a line each. */
export function huntPace(
  { runs, events, virtualUs }: Pick<Summary, "runs" | "events" | "virtualUs">,
  { elapsedMs, workers }: Pick<HuntCircumstances, "elapsedMs" | "workers">,
): readonly string[] {
  const virtualSeconds = virtualUs / 1_000_000;
  const amounts = `${plural(runs, "run")}, ${plural(events, "event")}, ${rounded(virtualSeconds)} s of virtual time`;
  if (elapsedMs === null || workers === null) return [amounts];
  const seconds = elapsedMs / 1_000;
  const each = (amount: number) => (seconds > 0 ? rounded(amount / seconds) : "–");
  return [
    amounts,
    `in ${rounded(seconds)} s with ${plural(workers, "worker")}: ${each(runs)} runs/s, ${each(events)} events/s, ${each(virtualSeconds)} virtual s/s`,
  ];
}

/** Three digits that count, and none that do not. */
export function rounded(amount: number): string {
  return amount >= 100 ? String(Math.round(amount)) : String(Number(amount.toPrecision(3)));
}
