import type { Summary } from "../hunt/summary.js";
import type { HuntCircumstances } from "./hunt-circumstances.js";
import { plain } from "./json-lines.js";

/** What a hunt has found, for programs: one JSON object. Seeds are texts; times are virtual, but for those in `Ms`. */
export function huntJson(summary: Summary, circumstances: HuntCircumstances): string {
  const { elapsedMs, workers, interrupted, followUp } = circumstances;
  const bugs = summary.bugs.map((bug) => ({ ...bug, ...followUp(bug) }));
  const hunt = { schemaVersion: 1, ...summary, bugs, elapsedMs, workers, interrupted };
  return `${JSON.stringify(hunt, plain, 2)}\n`;
}
