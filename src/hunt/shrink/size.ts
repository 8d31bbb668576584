import type { Failing } from "./candidate.js";

/** How much there is in a run. */
export interface Size {
  /** Of the timetable. */
  readonly rows: number;
  readonly edits: number;
  readonly nodes: number;
  readonly clients: number;
  /** What clients asked for. */
  readonly operations: number;
  readonly events: number;
  readonly virtualUs: number;
}

export function sizeOf({ plan, edits, report }: Failing): Size {
  const { ok, failed, unknown } = report.history ?? { ok: 0, failed: 0, unknown: 0 };
  return {
    rows: plan.faults.filter(({ start }) => start.kind !== "never").length,
    edits: edits.length,
    nodes: Object.keys(plan.processes).length,
    clients: plan.workload?.clients ?? 0,
    operations: ok + failed + unknown,
    events: report.events,
    virtualUs: report.virtualUs,
  };
}
