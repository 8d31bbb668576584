import type { Verdict } from "../simulation/report.js";
import type { Style } from "./style.js";

/** The sign of a verdict, which is seen without colours too. */
export const marks: Readonly<Record<Verdict, string>> = { passed: "✓", failed: "✗", inconclusive: "?" };

export const paints = {
  passed: "good",
  failed: "bad",
  inconclusive: "doubtful",
} as const satisfies Record<Verdict, keyof Style>;
