import { clockOf } from "./cone.js";
import type { Recording } from "./recording.js";

/** Entries of all clocks of a run together: four bytes each. */
const mostEntries = 2 ** 25;
/** Steps of a run too wide for a table whose clocks are worked out one by one. */
const mostSteps = 100_000;

const tables = new WeakMap<Recording, Uint32Array>();

/**
 * The vector clock of a step: of each node and client, how many of its steps it may know of. Null for the run's own steps,
 * for those that reached nobody, and where the run is too long for it. The first call makes a table for all.
 */
export function clockAt(
  recording: Recording,
  step: number,
): readonly (readonly [peer: number, count: number])[] | null {
  if (!recording.hasReached(step)) return null;
  const { peers, length } = recording;
  const width = peers.length;
  if (width * length > mostEntries) {
    if (length > mostSteps) return null;
    const clock = clockOf(recording, step) ?? {};
    return peers.flatMap((name, peer) => (Object.hasOwn(clock, name) ? [[peer, clock[name]] as const] : []));
  }
  let table = tables.get(recording);
  if (table === undefined) {
    table = makeTable(recording);
    tables.set(recording, table);
  }
  const clock = table.subarray(step * width, (step + 1) * width);
  return peers.flatMap((_, peer) => (clock[peer] > 0 ? [[peer, clock[peer]] as const] : []));
}

function makeTable(recording: Recording): Uint32Array {
  const width = recording.peers.length;
  const table = new Uint32Array(recording.length * width);
  for (let step = 0; step < recording.length; step++) {
    const own = step * width;
    const cause = recording.causeOf(step);
    const before = recording.beforeOf(step);
    if (before >= 0) table.copyWithin(own, before * width, (before + 1) * width);
    if (cause >= 0 && cause !== before) {
      const other = cause * width;
      for (let at = 0; at < width; at++) {
        if (table[other + at] > table[own + at]) table[own + at] = table[other + at];
      }
    }
    if (recording.hasReached(step)) table[own + recording.whoOf(step)]++;
  }
  return table;
}
