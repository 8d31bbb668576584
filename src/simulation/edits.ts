import type { Fault, FaultRow } from "../faults/row.js";
import { Refusal } from "../kernel/refusal.js";
import { type Duration, parseDuration, toUs } from "../kernel/time.js";
import type { Network } from "../network/network.js";
import { type Plan, readScenario } from "../scenario/plan.js";
import type { DrawnScenario } from "../scenario/scenario.js";

/**
 * A change that turns a run into another one from some step on; what was before that step stays as it was. Edits are
 * data, so that a run with edits can be kept and played again like any other.
 */
export type Edit = PacketEdit | ReseedEdit | FaultEdit;

/** Changes the fate of one packet: the `send`-th, counted from 0, of those that a step has put on the wire. */
export type PacketEdit =
  | { readonly kind: "drop"; readonly step: number; readonly send: number }
  /** It arrives so much later; or a second time, so much later. Requests and replies are never doubled. */
  | { readonly kind: "delay" | "duplicate"; readonly step: number; readonly send: number; readonly by: Duration };

/** After this step, all chance is that of another seed. */
export interface ReseedEdit {
  readonly kind: "reseed";
  readonly step: number;
  readonly seed: string;
}

/** Changes the timetable. Rows keep their numbers: those that are added come last, and one that is removed leaves a gap. */
export type FaultEdit =
  | { readonly kind: "add fault"; readonly fault: FaultRow }
  | { readonly kind: "remove fault"; readonly row: number }
  | { readonly kind: "move fault"; readonly row: number; readonly at: Duration };

/** An edit, in words. */
export function describeEdit(edit: Edit): string {
  switch (edit.kind) {
    case "drop":
      return `drop message ${edit.send} of step ${edit.step}`;
    case "delay":
    case "duplicate":
      return `${edit.kind} message ${edit.send} of step ${edit.step} by ${edit.by}`;
    case "reseed":
      return `seed ${edit.seed} after step ${edit.step}`;
    case "add fault":
      return `add the fault ${JSON.stringify(edit.fault)}`;
    case "remove fault":
      return `remove faults[${edit.row}]`;
    case "move fault":
      return `move faults[${edit.row}] to ${edit.at}`;
  }
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isLength = (value: unknown) => typeof parseDuration(value) === "number";
const isText = (value: unknown) => typeof value === "string";

const fields: Readonly<Record<Edit["kind"], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  drop: { step: isCount, send: isCount },
  delay: { step: isCount, send: isCount, by: isLength },
  duplicate: { step: isCount, send: isCount, by: isLength },
  reseed: { step: isCount, seed: isText },
  "add fault": { fault: (value) => typeof value === "object" && value !== null },
  "remove fault": { row: isCount },
  "move fault": { row: isCount, at: isLength },
};

/** Whether a value from outside is an edit; whether its rows make sense is seen when it is played. */
export function isEdit(value: unknown): value is Edit {
  const edit = value as Record<string, unknown> | null;
  const own = Object.hasOwn(fields, String(edit?.kind)) ? fields[edit?.kind as Edit["kind"]] : null;
  return own !== null && Object.entries(own).every(([key, accepts]) => accepts(edit?.[key]));
}

/** Reads a form with its timetable edited. Throws a `Refusal` if the form, or an edit, has mistakes. */
export function readEdited(form: DrawnScenario, edits: readonly Edit[]): Plan {
  const added = edits.flatMap((edit) => (edit.kind === "add fault" ? [edit.fault] : []));
  const plan = readScenario(added.length === 0 ? form : { ...form, faults: [...(form.faults ?? []), ...added] });
  const faults: Fault[] = [...plan.faults];
  edits.forEach((edit, place) => {
    if (edit.kind !== "remove fault" && edit.kind !== "move fault") return;
    const fault = faults[edit.row];
    if (fault === undefined) {
      const problem = `there are ${faults.length} rows of faults`;
      throw new Refusal([{ path: `edits[${place}].row`, value: edit.row, problem }]);
    }
    const start =
      edit.kind === "move fault" ? ({ kind: "at", atUs: toUs(edit.at) } as const) : ({ kind: "never" } as const);
    faults[edit.row] = { ...fault, start };
  });
  return { ...plan, faults };
}

/** Changes the fates of single packets as they are put on the wire. */
export class PacketEdits {
  private readonly waiting: Set<PacketEdit>;
  private step = -1;
  private sends = 0;

  constructor(edits: readonly PacketEdit[]) {
    this.waiting = new Set(edits);
  }

  /** Edits whose packet has not come, or had no fate to change. */
  get unapplied(): readonly PacketEdit[] {
    return [...this.waiting];
  }

  /** What becomes of the next packet of a step, given what would have become of it: its arrival or a `Lost`. */
  apply(step: number, network: Network, arriveUs: number, connected: boolean): number {
    if (step !== this.step) {
      this.step = step;
      this.sends = 0;
    }
    const send = this.sends++;
    let edited = arriveUs;
    for (const edit of this.waiting) {
      if (edit.step !== step || edit.send !== send || edited < 0) continue;
      if (edit.kind === "duplicate" && (connected || network.copyUs >= 0)) continue;
      this.waiting.delete(edit);
      if (edit.kind === "drop") edited = network.drop();
      else if (edit.kind === "delay") edited += toUs(edit.by);
      else network.doubleAt(arriveUs + toUs(edit.by));
    }
    return edited;
  }
}
