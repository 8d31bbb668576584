import { describeMistake, type Mistake } from "../kernel/refusal.js";
import { formatInstant, parseDuration } from "../kernel/time.js";
import { Field, list } from "../scenario/field.js";
import { readFaults } from "../scenario/read-faults.js";
import type { Edit, PacketEdit } from "../simulation/edits.js";
import type { Change } from "./action.js";
import { landmarksOf } from "./landmarks.js";
import { isArrival, tellLoss } from "./other-end.js";
import { stepAt } from "./place.js";
import type { Packet, Recording } from "./recording.js";

/** Why there is nothing to do, as a sentence. */
export interface None {
  readonly none: string;
}

/** The edit that makes a change at a step. */
export function editFor(recording: Recording, step: number, change: Change): Edit | None {
  return (edits[change.kind] as Editor<Change>)(recording, step, change);
}

/**
 * The edits of a run that parts from this one by one more. Those that this run has after that point are left out: what
 * they name is something else, or nothing, in a run that is another one by then.
 */
export function branch(
  recording: Recording,
  edit: Edit,
): { readonly edits: readonly Edit[]; readonly leftOut: readonly Edit[] } {
  const from = partingOf(recording, edit);
  const isLeftOut = (other: Edit) => "step" in other && (other.step > from || isSamePacket(other, edit));
  return {
    edits: [...recording.edits.filter((other) => !isLeftOut(other)), edit],
    leftOut: recording.edits.filter(isLeftOut),
  };
}

type Editor<C> = (recording: Recording, step: number, change: C) => Edit | None;

const edits: { readonly [Kind in Change["kind"]]: Editor<Extract<Change, { kind: Kind }>> } = {
  drop: (recording, step, { send }) => editPacket(recording, step, send, (at) => ({ kind: "drop", ...at })),
  delay: (recording, step, { send, by }) => editPacket(recording, step, send, (at) => ({ kind: "delay", ...at, by })),
  duplicate: (recording, step, { send, by }) =>
    editPacket(recording, step, send, (at, packet) => {
      if (packet.kind !== "message") return { none: `a ${packet.kind} is never doubled: it stands for a connection` };
      if (packet.arrivals.length > 1) return { none: "the message arrives twice already" };
      return { kind: "duplicate", ...at, by };
    }),
  crash(recording, step, { peer, for: length }) {
    const node = peer ?? recording.whoOf(step);
    const name = recording.peers[node];
    if (name === undefined) return { none: "this step is nobody's: say which node is to crash" };
    if (node >= recording.nodeCount) return { none: `${name} is a client: only nodes crash` };
    const { status } = recording.conditionAt(node, step);
    if (status === "crashed" || status === "stopped") return { none: `${name} is ${status} already` };
    return addFault(recording, { at: `${recording.atUs(step) + 1}us`, for: length, crash: name });
  },
  "add fault": (recording, _, { fault }) => addFault(recording, fault),
  "remove fault": (recording, _, { row }) => ofRow(recording, row, { kind: "remove fault", row }),
  "move fault"(recording, _, { row, at }) {
    const { durationUs } = recording.plan;
    const atUs = parseDuration(at);
    if (typeof atUs !== "number") return { none: `"${at}" ${atUs.problem}` };
    return atUs >= durationUs ? afterTrouble(durationUs) : ofRow(recording, row, { kind: "move fault", row, at });
  },
  reseed(recording, step, { seed }) {
    if (step >= recording.length - 1) return { none: "the run ends with this step: there is no chance after it" };
    return { kind: "reseed", step, seed };
  },
};

type PacketPlace = Pick<PacketEdit, "step" | "send">;

/** The packet at hand: the one that arrives here, or the only one, or the chosen one, that is sent here. */
export function packetAt(
  recording: Recording,
  step: number,
  send: number | undefined,
): (PacketPlace & { readonly packet: Packet }) | None {
  const incoming = send === undefined ? arriving(recording, step) : null;
  if (incoming !== null) return incoming;
  const packets = recording.packetsOf(step);
  if (packets.length === 0) return { none: "nothing is sent or arrives in this step" };
  if (send === undefined && packets.length > 1) {
    const names = packets.map(({ to }, place) => `${place} to ${recording.peers[to]}`);
    return { none: `this step sends ${packets.length} packets: say which (${list(names)})` };
  }
  const packet = packets[send ?? 0];
  if (packet === undefined) return { none: `this step sends ${packets.length} packets, counted from 0` };
  return { step, send: send ?? 0, packet };
}

function arriving(recording: Recording, step: number): (PacketPlace & { readonly packet: Packet }) | null {
  if (!isArrival(recording, step)) return null;
  const cause = recording.causeOf(step);
  // What was held got its fate when it was let go, as a fault ended.
  const ends = landmarksOf(recording).faults.filter((end) => end > cause && end < step);
  const found = [...ends.reverse(), cause].flatMap((sender) =>
    recording.packetsOf(sender).flatMap((packet, send) => {
      const isIt = packet.arrivals.includes(step) || packet.waits.includes(step);
      return isIt && packet.fate.startsWith("arrives") ? [{ step: sender, send, packet }] : [];
    }),
  );
  return found.at(0) ?? null;
}

function editPacket(
  recording: Recording,
  step: number,
  send: number | undefined,
  edit: (at: PacketPlace, packet: Packet) => Edit | None,
): Edit | None {
  const found = packetAt(recording, step, send);
  if ("none" in found) return found;
  const { packet, ...at } = found;
  // What is lost has no fate that could be changed.
  if (!packet.fate.startsWith("arrives")) return { none: tellLoss(recording, packet) };
  return edit(at, packet);
}

function addFault({ plan }: Recording, fault: Extract<Change, { kind: "add fault" }>["fault"]): Edit | None {
  const mistakes: Mistake[] = [];
  const names = Object.keys(plan.processes);
  const roles = [...new Set(Object.values(plan.processes).flatMap(({ roles }) => roles ?? []))];
  // Read as a list of one, so that what is wrong with it is said as it is said of a form.
  readFaults(new Field("faults", [fault], mistakes), { names, roles, durationUs: plan.durationUs });
  const [mistake] = mistakes;
  if (mistake === undefined) return { kind: "add fault", fault };
  return { none: describeMistake(mistake).replace("faults[0].", "").replace("faults[0]", "the fault") };
}

function ofRow({ plan }: Recording, row: number, edit: Edit): Edit | None {
  const fault = plan.faults[row];
  if (plan.faults.length === 0) return { none: "this run has no faults" };
  if (fault === undefined) return { none: `there is no faults[${row}]: the rows are 0 to ${plan.faults.length - 1}` };
  if (fault.start.kind === "never" && edit.kind === "remove fault")
    return { none: `faults[${row}] is removed already` };
  return edit;
}

function afterTrouble(durationUs: number): None {
  return { none: `no fault begins after the trouble, at ${formatInstant(durationUs)}` };
}

/** The step from which on an edit can make a difference; the number of steps if that cannot be told. */
function partingOf(recording: Recording, edit: Edit): number {
  const begins = (row: number) => recording.faults.find((span) => span.row === row)?.from ?? recording.length;
  const at = (instant: string | undefined) => {
    const atUs = parseDuration(instant);
    return typeof atUs === "number" ? stepAt(recording, atUs) : recording.length;
  };
  switch (edit.kind) {
    case "add fault":
      return at(edit.fault.at ?? edit.fault.every);
    case "remove fault":
      return begins(edit.row);
    case "move fault":
      return Math.min(begins(edit.row), at(edit.at));
    default:
      return edit.step;
  }
}

function isSamePacket(one: Edit, other: Edit): boolean {
  return "send" in one && "send" in other && one.step === other.step && one.send === other.send;
}
