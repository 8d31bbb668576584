import { type VerbName, verbs } from "../faults/verbs.js";
import type { AnyProcess } from "../node/process.js";
import { type Field, isRecord } from "./field.js";

/** Whom faults can mean, and until when. */
export interface Cast {
  readonly names: readonly string[];
  readonly roles: readonly string[];
  /** When trouble ends: a fault must begin before. */
  readonly durationUs: number;
}

export const verbNames = Object.keys(verbs) as VerbName[];

/** Reads from a form what its timetable has to know. */
export function readCast(root: Field): Cast {
  const { value } = root.at("nodes");
  const nodes = isRecord(value) ? (value as Readonly<Record<string, AnyProcess>>) : {};
  return { names: Object.keys(nodes), roles: rolesOf(nodes), durationUs: root.at("duration").duration(1) };
}

/** The roles that the processes of a cluster can have. */
export function rolesOf(nodes: Readonly<Record<string, AnyProcess>>): readonly string[] {
  return [...new Set(Object.values(nodes).flatMap((process) => process?.roles ?? []))];
}
