import type { RegisterRequest } from "../../objects/register.js";
import type { Operation } from "../history.js";
import { around } from "./cover.js";
import { type Contradiction, isItem, type Monitor, type Ruling } from "./monitor.js";

/**
 * A write and its reads. Where one of them completed before another one was invoked, the register has held the value
 * from the one to the other: a forward zone. Otherwise all of them were open at once, in a backward zone.
 */
interface Zone {
  write: Operation | null;
  /** The read that completed first, and the one that was invoked last. */
  first: Operation | null;
  last: Operation | null;
  start: number;
  end: number;
}

/** Registers, where each value is written once and nothing is compared (Gibbons & Korach 1997, section 4). */
export const registerMonitor: Monitor = {
  method: "zones of values written once (Gibbons & Korach 1997)",
  rule(operations) {
    const byValue = zonesByValue(operations);
    if (byValue === null) return null;
    const zones: Zone[] = [];
    for (const [value, zone] of byValue) {
      const { write, first } = zone;
      if (value !== null && first !== null) {
        if (write === null) return { why: "nobody wrote what was read", operations: [first] };
        if (first.completedAt < write.invokedAt)
          return { why: "it was read before it was written", operations: [first, write] };
      }
      if (first === null && write?.outcome !== "ok") continue;
      const { completedAt } = write ?? { completedAt: ever };
      zone.start = Math.min(completedAt, first?.completedAt ?? completedAt);
      zone.end = Math.max(write?.invokedAt ?? ever, zone.last?.invokedAt ?? ever);
      zones.push(zone);
    }
    return ruling(zones);
  },
};

/** What the register held at first was written before everything. */
const ever = Number.NEGATIVE_INFINITY;

/** Null if a value was written twice, or something else was done than reading and writing. */
function zonesByValue(operations: readonly Operation[]): ReadonlyMap<unknown, Zone> | null {
  const zones = new Map<unknown, Zone>();
  const zoneOf = (value: unknown): Zone => {
    let zone = zones.get(value);
    if (zone === undefined) {
      zone = { write: null, first: null, last: null, start: 0, end: 0 };
      zones.set(value, zone);
    }
    return zone;
  };
  for (const operation of operations) {
    const { outcome, result } = operation;
    const request = operation.request as RegisterRequest;
    if (request.kind === "read") {
      if (result !== null && !isItem(result)) return null;
      const zone = zoneOf(result);
      if (zone.first === null || operation.completedAt < zone.first.completedAt) zone.first = operation;
      if (zone.last === null || operation.invokedAt > zone.last.invokedAt) zone.last = operation;
    } else {
      if (request.kind !== "write" || !isItem(request.value) || (outcome === "ok" && result !== null)) return null;
      const zone = zoneOf(request.value);
      if (zone.write !== null) return null;
      zone.write = operation;
    }
  }
  return zones;
}

function ruling(zones: readonly Zone[]): Ruling {
  const forward = zones.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  for (let at = 1; at < forward.length; at++) {
    if (forward[at].start < forward[at - 1].end) {
      return contradiction("the register would have to hold both values at a time", forward[at - 1], forward[at]);
    }
  }
  for (const zone of zones) {
    if (zone.start <= zone.end) continue;
    const holder = around(forward, zone.end, zone.start);
    if (holder !== null) return contradiction("in all that time the register held another value", zone, holder);
  }
  return "valid";
}

function contradiction(why: string, ...zones: readonly Zone[]): Contradiction {
  const all = zones.flatMap(({ write, first, last }) => [write, first, last]);
  return { why, operations: [...new Set(all)].filter((operation) => operation !== null) };
}
