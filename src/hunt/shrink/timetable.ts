import type { FaultRow } from "../../faults/row.js";
import type { Shape } from "../../faults/shape.js";
import { type VerbName, verbs } from "../../faults/verbs.js";
import type { Whom } from "../../faults/whom.js";
import { canonical } from "../../kernel/plain.js";
import { type Duration, toUs } from "../../kernel/time.js";
import { readSettings } from "../../scenario/override.js";
import { realise } from "../../scenario/realise.js";
import type { Candidate } from "./candidate.js";
import { type Change, changeSettings } from "./change-settings.js";

/** A row of a timetable, with the verb found. */
export interface Row {
  /** Its number among the rows that the scenario itself has. */
  readonly place: number;
  readonly row: LooseRow;
}

/** A row whose verb is not known to the compiler. */
export type LooseRow = Readonly<Record<string, unknown>>;

/** The timetable of a run, as it was left by what was set. */
export function timetableOf({ form, set }: Pick<Candidate, "form" | "set">): readonly Row[] {
  const rows = (form.faults ?? []) as readonly unknown[] as readonly LooseRow[];
  const gone = readSettings(set).flatMap(({ path, value }) =>
    value === null ? (/^faults\[(\d+)\]$/.exec(path)?.[1] ?? []) : [],
  );
  const places = Array.from({ length: rows.length + gone.length }, (_, place) => place);
  const left = places.filter((place) => !gone.includes(String(place)));
  return rows.map((row, at) => ({ place: left[at], row }));
}

/** The changes that leave a run with this timetable: as one list where it is plain data, and else row by row. */
export function writeTimetable(rows: readonly Row[], { source, seed, set }: Candidate): readonly Change[] {
  if (rows.every(({ row }) => isData(row))) return [{ path: "faults", value: rows.map(({ row }) => row) }];
  const own = realise(source, seed, changeSettings(set, [asItWas])).faults ?? [];
  const changes = own.flatMap((before, place) => {
    const now = rows.find((row) => row.place === place);
    return now === undefined
      ? [{ path: `faults[${place}]`, value: null }]
      : changesOf(before, now.row, `faults[${place}]`);
  });
  return [asItWas, ...changes];
}

const asItWas: Change = { path: "faults", value: undefined };

function changesOf(before: FaultRow, now: LooseRow, path: string): readonly Change[] {
  if (isData(now)) return canonical(before) === canonical(now) ? [] : [{ path, value: now }];
  const old = before as unknown as LooseRow;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => (isData(now[key]) ? canonical(old[key]) !== canonical(now[key]) : old[key] !== now[key]))
    .map((key) => ({ path: `${path}.${key}`, value: now[key] ?? null }));
}

export function isData(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  return Object.values(value).every(isData);
}

/** The verb of a row. */
export function verbOf(row: LooseRow): VerbName {
  return Object.keys(row).find((key) => Object.hasOwn(verbs, key) && row[key] !== undefined) as VerbName;
}

/** Whom a row means, or how the network falls apart by it. */
export function targetOf(row: LooseRow): Whom | Shape {
  return row[verbOf(row)] as Whom | Shape;
}

/** A row with some of its keys changed, and without those that are undefined then. */
export function changeRow(row: LooseRow, changes: LooseRow): LooseRow {
  return Object.fromEntries(Object.entries({ ...row, ...changes }).filter(([, value]) => value !== undefined));
}

/** When a row begins first; null where that is not said in time. */
export function startUs({ at, every }: LooseRow): number | null {
  const start = at ?? every;
  return start === undefined ? null : toUs(start as Duration);
}
