import { formatInstant } from "../kernel/time.js";
import { describeStep } from "../simulation/trace.js";
import type { Range } from "./action.js";
import { describeChange, describeFate, shorten } from "./describe.js";
import type { Recording } from "./recording.js";

/** Parts of a line that are longer are cut. */
const widest = 160;

/**
 * Steps as text, a line each: number, time, who, what, and behind it what it put on the wire (`> bob …`) and what it changed
 * (`bob.term 3 → 4`).
 */
export function* printSteps(recording: Recording, [first, last]: Range): Generator<string> {
  const width = String(last).length;
  const widestName = Math.max(...recording.peers.map(({ length }) => length));
  for (let step = first; step <= last; step++) {
    const { event, atUs } = recording.stepAt(step);
    const who = recording.peers[recording.whoOf(step)] ?? "";
    const head = [String(step).padStart(width), formatInstant(atUs).padStart(10), who.padEnd(widestName)];
    const parts = [describeStep({ who: null, event }), ...packets(recording, step), ...changes(recording, step)];
    yield `${head.join("  ")}  ${parts.map((part) => shorten(part, widest)).join("  |  ")}${mark(recording, step)}`;
  }
}

function packets(recording: Recording, step: number): string[] {
  const { peers } = recording;
  return recording.packetsOf(step).map(({ kind, to, fate }) => `> ${peers[to]} ${kind} ${describeFate(fate)}`);
}

function changes(recording: Recording, step: number): string[] {
  return recording.changesOf(step).map((change) => describeChange(recording.peers, change));
}

/** Says of what happened to a node, but has not reached it, why. */
function mark(recording: Recording, step: number): string {
  const { effects } = recording.stepAt(step);
  const unfelt = effects.find(({ kind }) => kind === "waits" || kind === "lost");
  return unfelt !== undefined && "reason" in unfelt ? `  |  ${unfelt.kind}: ${unfelt.reason}` : "";
}
