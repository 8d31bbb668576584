import { landmarksOf } from "./landmarks.js";
import type { Recording } from "./recording.js";
import { after } from "./sorted.js";
import { spansAt } from "./spans.js";

/** Which links between some nodes are cut. */
export interface Cuts {
  isCut(from: number, to: number): boolean;
  /** The side of the network that a node is on: 0 is the largest. Nodes that reach each other, if over others, are on one. */
  sideOf(node: number): number;
  readonly sides: number;
}

/** Links are cut and mended where faults begin and end, and nowhere else: between two of these nothing is asked twice. */
const known = new WeakMap<Recording, Map<string, Cuts | null>>();
const mostKept = 256;

/** The cut links among some nodes after a step; null if there are none. */
export function cutsAt(recording: Recording, step: number, nodes: readonly number[]): Cuts | null {
  if (spansAt(recording.faults, step).length === 0) return null;
  const kept = known.get(recording) ?? new Map<string, Cuts | null>();
  known.set(recording, kept);
  const key = `${after(landmarksOf(recording).faults, step)} ${nodes.join()}`;
  let cuts = kept.get(key);
  if (cuts === undefined) {
    cuts = findCuts(recording, step, nodes);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, cuts);
  }
  return cuts;
}

function findCuts(recording: Recording, step: number, nodes: readonly number[]): Cuts | null {
  const cut = new Set<string>();
  for (const from of nodes) {
    for (const to of nodes) {
      if (from !== to && recording.ailmentsAt(from, to, step).includes("cut")) cut.add(`${from}>${to}`);
    }
  }
  if (cut.size === 0) return null;
  const isCut = (from: number, to: number) => cut.has(`${from}>${to}`);
  const sides = findSides(nodes, (one, other) => !isCut(one, other) && !isCut(other, one));
  const places = new Map(sides.flatMap((side, place) => side.map((node) => [node, place] as const)));
  return { isCut, sideOf: (node) => places.get(node) ?? 0, sides: sides.length };
}

/** Groups of nodes that reach each other, the largest first. */
function findSides(nodes: readonly number[], areLinked: (one: number, other: number) => boolean): number[][] {
  const left = new Set(nodes);
  const sides: number[][] = [];
  for (const node of nodes) {
    if (!left.delete(node)) continue;
    const side = [node];
    for (const member of side) {
      for (const other of left) {
        if (!areLinked(member, other)) continue;
        left.delete(other);
        side.push(other);
      }
    }
    sides.push(side);
  }
  return sides.sort((one, other) => other.length - one.length || one[0] - other[0]);
}
