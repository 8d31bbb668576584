import { formatInstant } from "../kernel/time.js";
import { tellLoss } from "../node/loss.js";
import type { Report } from "./report.js";

/** So many crashes, the last ones, and so many lines in all. */
const mostCrashes = 2;
const mostLines = 6;

/** What the last crashes took before a run failed: what is missing since is among it. None if it did not fail. */
export function lossesBeforeFailure({ faults, properties, errors, virtualUs }: Report): readonly string[] {
  const violated = properties.find(({ verdict }) => verdict === "violated");
  const error = errors.find(({ excuse }) => excuse === null);
  if (violated === undefined && error === undefined) return [];
  return lossesUpTo(faults, violated?.atUs ?? error?.atUs ?? virtualUs);
}

/** What the last crashes up to an instant took that was not durable, a line each. */
export function lossesUpTo(faults: Report["faults"], atUs: number): readonly string[] {
  const crashes = faults.filter(({ losses, beganUs }) => losses.length > 0 && beganUs <= atUs).slice(-mostCrashes);
  const lines = crashes.flatMap(({ losses, beganUs }) =>
    losses.map(({ node, ...loss }) => `the crash of ${node} at ${formatInstant(beganUs)} took ${tellLoss(loss)}`),
  );
  return lines.slice(-mostLines);
}
