import { type Mistake, Refusal } from "../kernel/refusal.js";
import { type Edit, isEdit } from "../simulation/edits.js";
import type { Milestones } from "../simulation/milestones.js";
import type { Report } from "../simulation/report.js";

/** A kept run: what is needed to play it again, and what it showed. Data only: opening one runs nothing. */
export interface Capsule {
  readonly format: "faultline capsule 1";
  /** The scenario's file, relative to the folder where the run was started. */
  readonly scenario: string;
  readonly seed: string;
  /** What was set from outside, `path=value` each. */
  readonly set: readonly string[];
  /** What made it another run than the seed's. */
  readonly edits: readonly Edit[];
  readonly digest: string;
  readonly events: number;
  /** Digests on the way: they tell where a run that is no longer the same began to differ. */
  readonly milestones: Milestones;
  readonly verdict: Report["verdict"];
  readonly reasons: readonly string[];
  /** What the run was played with: where one of these differs, so may the run. */
  readonly versions: { readonly faultline: string; readonly node: string; readonly code: string };
  /** The run that it was shrunk from; only where it was. */
  readonly shrunkFrom?: { readonly seed: string; readonly digest: string };
}

/** Where a run came from. */
export interface Origin {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly versions: Capsule["versions"];
}

/** Makes a capsule of a run. */
export function makeCapsule(report: Report, origin: Origin): Capsule {
  const { seed, edits, digest, events, verdict, reasons, milestones } = report;
  const { scenario, set, versions } = origin;
  const format = "faultline capsule 1";
  return { format, scenario, seed, set, edits, digest, events, verdict, reasons, versions, milestones };
}

/** Reads a capsule's text; throws a `Refusal`, with `name` for its place, if it is none. */
export function parseCapsule(text: string, name: string): Capsule {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal([{ path: name, value: text, problem: `is not JSON: ${(error as Error).message}` }]);
  }
  const mistakes: Mistake[] = [];
  for (const [key, form, accepts] of fields) {
    const field = (value as Record<string, unknown> | null)?.[key];
    if (!accepts(field)) mistakes.push({ path: `${name}: ${key}`, value: field, problem: `must be ${form}` });
  }
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return value as Capsule;
}

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

function isDigest(value: unknown): boolean {
  return isText(value) && /^[0-9a-f]{16}$/.test(value as string);
}

function areMilestones(value: unknown): boolean {
  const { every, digests } = (value ?? {}) as Partial<Milestones>;
  return Number.isSafeInteger(every) && areTexts(digests);
}

function isOrigin(value: unknown): boolean {
  const { seed, digest } = (value ?? {}) as Record<string, unknown>;
  return isText(seed) && isDigest(digest);
}

const fields: readonly (readonly [key: keyof Capsule, form: string, accepts: (value: unknown) => boolean])[] = [
  ["format", '"faultline capsule 1"', (value) => value === "faultline capsule 1"],
  ["scenario", "the path of a scenario", isText],
  ["seed", "a text", isText],
  ["set", "a list of texts", areTexts],
  ["edits", "a list of edits", (value) => Array.isArray(value) && value.every(isEdit)],
  ["digest", "sixteen hexadecimal digits", isDigest],
  ["events", "a whole number", Number.isSafeInteger],
  [
    "verdict",
    "passed, failed or inconclusive",
    (value) => ["passed", "failed", "inconclusive"].includes(value as string),
  ],
  ["reasons", "a list of texts", areTexts],
  ["versions", "an object", (value) => typeof value === "object" && value !== null],
  ["milestones", "a list of digests, and how far they are apart", areMilestones],
  ["shrunkFrom", "a seed and a digest", (value) => value === undefined || isOrigin(value)],
];
